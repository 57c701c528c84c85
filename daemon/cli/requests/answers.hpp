#pragma once

#include "daemon/control/json_rpc.hpp"

namespace uicc::daemon::cli::requests {

// Answers of a daemon for people, on standard output.

void print_nothing(const control::Json& answer);
void print_json(const control::Json& answer);
void print_version(const control::Json& version);
void print_methods(const control::Json& description);

void print_cards(const control::Json& cards);
void print_card_name(const control::Json& card);
void print_status(const control::Json& status);
void print_swap(const control::Json& cards);

void print_response(const control::Json& answer);
void print_atr(const control::Json& answer);
void print_channels(const control::Json& channels);

void print_snapshots(const control::Json& snapshots);
void print_changes(const control::Json& changes);

void print_files(const control::Json& files);
void print_content(const control::Json& file);

void print_pins(const control::Json& pins);
void print_pin(const control::Json& pin);

void print_fault(const control::Json& fault);
void print_faults(const control::Json& faults);

} // namespace uicc::daemon::cli::requests
