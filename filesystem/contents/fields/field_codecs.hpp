#pragma once

#include "codec/bytes.hpp"
#include "filesystem/contents/content_error.hpp"
#include "filesystem/contents/content_value.hpp"

#include <cstddef>

/// Readable values of the files to and from the typed contents, for the table of content_fields.
namespace uicc::filesystem::contents::fields {

using Encoded = Result<Bytes, ContentError>;
using Decoded = Result<ContentValue, ContentError>;

// identity_fields.cpp
Encoded encode_imsi(const ContentValue& value, std::size_t size);
Decoded decode_imsi(ByteView octets);
Encoded encode_iccid(const ContentValue& value, std::size_t size);
Decoded decode_iccid(ByteView octets);
Encoded encode_ims_text(const ContentValue& value, std::size_t size);
Decoded decode_ims_text(ByteView octets);
Encoded encode_network_address(const ContentValue& value, std::size_t size);
Decoded decode_network_address(ByteView octets);
Encoded encode_routing_indicator(const ContentValue& value, std::size_t size);
Decoded decode_routing_indicator(ByteView octets);
Encoded encode_suci(const ContentValue& value, std::size_t size);
Decoded decode_suci(ByteView octets);

// service_fields.cpp
Encoded encode_services(const ContentValue& value, std::size_t size);
Decoded decode_services(ByteView octets);
Encoded encode_sim_services(const ContentValue& value, std::size_t size);
Decoded decode_sim_services(ByteView octets);
Encoded encode_enabled_services(const ContentValue& value, std::size_t size);
Decoded decode_enabled_services(ByteView octets);
Encoded encode_access_identities(const ContentValue& value, std::size_t size);
Decoded decode_access_identities(ByteView octets);
Encoded encode_access_classes(const ContentValue& value, std::size_t size);
Decoded decode_access_classes(ByteView octets);
Encoded encode_administrative_data(const ContentValue& value, std::size_t size);
Decoded decode_administrative_data(ByteView octets);
Encoded encode_spn(const ContentValue& value, std::size_t size);
Decoded decode_spn(ByteView octets);

// card_fields.cpp
Encoded encode_languages(const ContentValue& value, std::size_t size);
Decoded decode_languages(ByteView octets);
Encoded encode_application(const ContentValue& value, std::size_t size);
Decoded decode_application(ByteView octets);
Encoded encode_power(const ContentValue& value, std::size_t size);
Decoded decode_power(ByteView octets);

// network_fields.cpp
Encoded encode_plmns(const ContentValue& value, std::size_t size);
Decoded decode_plmns(ByteView octets);
Encoded encode_plmns_with_access(const ContentValue& value, std::size_t size);
Decoded decode_plmns_with_access(ByteView octets);
Encoded encode_provider_plmns(const ContentValue& value, std::size_t size);
Decoded decode_provider_plmns(ByteView octets);
Encoded encode_search_period(const ContentValue& value, std::size_t size);
Decoded decode_search_period(ByteView octets);
Encoded encode_network_name(const ContentValue& value, std::size_t size);
Decoded decode_network_name(ByteView octets);
Encoded encode_operator_entry(const ContentValue& value, std::size_t size);
Decoded decode_operator_entry(ByteView octets);
Encoded encode_operator_entry_5g(const ContentValue& value, std::size_t size);
Decoded decode_operator_entry_5g(ByteView octets);

// location_fields.cpp
Encoded encode_loci(const ContentValue& value, std::size_t size);
Decoded decode_loci(ByteView octets);
Encoded encode_ps_loci(const ContentValue& value, std::size_t size);
Decoded decode_ps_loci(ByteView octets);
Encoded encode_eps_loci(const ContentValue& value, std::size_t size);
Decoded decode_eps_loci(ByteView octets);
Encoded encode_5gs_loci(const ContentValue& value, std::size_t size);
Decoded decode_5gs_loci(ByteView octets);

// number_fields.cpp
Encoded encode_dialling_number(const ContentValue& value, std::size_t size);
Decoded decode_dialling_number(ByteView octets);
Encoded encode_barred_number(const ContentValue& value, std::size_t size);
Decoded decode_barred_number(ByteView octets);
Encoded encode_sms_parameters(const ContentValue& value, std::size_t size);
Decoded decode_sms_parameters(ByteView octets);
Encoded encode_emergency_number(const ContentValue& value, std::size_t size);
Decoded decode_emergency_number(ByteView octets);
Encoded encode_emergency_codes(const ContentValue& value, std::size_t size);
Decoded decode_emergency_codes(ByteView octets);

} // namespace uicc::filesystem::contents::fields
