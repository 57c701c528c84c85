#include "daemon/cli/doctor/examination.hpp"
#include "tests/daemon/temporary_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace uicc::daemon::cli::doctor {
namespace {

constexpr const char* driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr const char* table_heading = "  sl  local_address rem_address   st\n";
constexpr const char* nowhere = "00000000:0000";

/// A machine made of files: what is written into it is all there is.
class DoctorTest : public testing::Test {
protected:
    DoctorTest()
    {
        root_.link("proc/self/ns/net", "net:[1]");
        root_.write("usr/sbin/pcscd", "");
        root_.write(driver, "");
        root_.write("etc/reader.conf.d/vpcd", fmt::format("FRIENDLYNAME \"Virtual PCD\"\n"
                                                          "DEVICENAME /dev/null:0x8C7B\n"
                                                          "LIBPATH {}\nCHANNELID 0x8C7B\n",
                                                          driver));
    }

    void run_process(int id, const std::string& name, const std::string& network = "net:[1]")
    {
        const std::string folder = fmt::format("proc/{}/", id);
        root_.write(folder + "comm", name + "\n");
        root_.write(folder + "cmdline", name + std::string{'\0'});
        root_.link(folder + "ns/net", network);
    }

    void run_pcscd()
    {
        run_process(10, "pcscd");
        serve_clients();
    }

    void serve_clients()
    {
        root_.write("proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n"
                                     "0: 00000002 00000000 00010000 0001 01 77 /run/other\n"
                                     "0: 00000002 00000000 00010000 0001 01 78 "
                                     "/run/pcscd/pcscd.comm\n");
    }

    /// An owner of 0 is one that cannot be seen.
    void add_socket(const std::string& ends, const std::string& state, int owner)
    {
        const std::size_t inode = 1000 + sockets_.size();
        sockets_.push_back(fmt::format(
            "   0: {} {} 00000000:00000000 00:00000000 00000000 0 0 {} 1\n", ends, state, inode));
        if (owner != 0) {
            root_.link(fmt::format("proc/{}/fd/{}", owner, inode),
                       fmt::format("socket:[{}]", inode));
        }
    }

    void listen(const std::string& end, int owner)
    {
        add_socket(fmt::format("{} {}", end, nowhere), "0A", owner);
    }

    /// A card that process `card` has in the slot of process `reader`, on vpcd's first port.
    void insert(int card, int reader)
    {
        add_socket("0100007F:8C7B 0100007F:D431", "01", reader);
        add_socket("0100007F:D431 0100007F:8C7B", "01", card);
    }

    Findings examined(Result<std::vector<PcscReader>, std::string> readers = std::vector{
                          PcscReader{"Virtual PCD 00 00"}})
    {
        std::string table = table_heading;
        for (const std::string& socket : sockets_) {
            table += socket;
        }
        root_.write("proc/net/tcp", table);
        return examine(Machine{root_.path()}, [&] { return readers; });
    }

    /// What `text` is part of, as a line of the report.
    static std::string line_with(const Findings& findings, const std::string& text)
    {
        const std::string report = to_text(findings);
        const auto at = report.find(text);
        if (at == std::string::npos) {
            return "missing in:\n" + report;
        }
        const auto begin = report.rfind('\n', at) + 1;
        return report.substr(begin, report.find('\n', at) - begin);
    }

    test::TemporaryFolder root_;
    std::vector<std::string> sockets_;
};

constexpr const char* any_8c7b = "00000000:8C7B"; // port 35963
constexpr const char* any_8c7c = "00000000:8C7C";
constexpr const char* own_8c7b = "0100007F:8C7B";
constexpr const char* own_8c7c = "0100007F:8C7C";

TEST_F(DoctorTest, FindsAWorkingReader)
{
    run_pcscd();
    run_process(20, "vuiccd");
    listen(own_8c7b, 10);
    listen(own_8c7c, 10);
    insert(20, 10);
    const Findings findings = examined();
    EXPECT_TRUE(is_healthy(findings)) << to_text(findings);
    EXPECT_EQ(line_with(findings, "holds a card"),
              "ok       port 35963: holds a card of vuiccd (process 20)");
    EXPECT_EQ(line_with(findings, "no card"), "ok       port 35964: no card");
    EXPECT_TRUE(to_text(findings).ends_with("\nCards can be shown.\n"));
}

TEST_F(DoctorTest, KnowsAServiceThatWaitsForClients)
{
    serve_clients();
    EXPECT_EQ(line_with(examined(), "did not run"),
              "warning  pcscd did not run; its socket waits for clients");
}

TEST_F(DoctorTest, DoesNotTakeTheSocketOfAKilledPcscdForOneThatIsServed)
{
    root_.write("run/pcscd/pcscd.comm", "");
    root_.write("proc/net/unix", "Num       RefCount Protocol Flags    Type St Inode Path\n"
                                 "0: 00000003 00000000 00000000 0001 03 79 "
                                 "/run/pcscd/pcscd.comm\n");
    EXPECT_EQ(line_with(examined(), "does not run"), "PROBLEM  pcscd does not run");
    run_process(10, "pcscd");
    EXPECT_EQ(line_with(examined(), "nobody listens at"),
              "PROBLEM  pcscd runs as process 10, but nobody listens at /run/pcscd/pcscd.comm");
}

TEST_F(DoctorTest, DoesNotAccuseADaemonWhoseConnectionsItMayNotSee)
{
    run_pcscd();
    run_process(20, "vuiccd");
    listen(own_8c7b, 0);
    listen(own_8c7c, 0);
    EXPECT_EQ(line_with(examined(), "has no card in a slot"),
              "warning  vuiccd (process 20) has no card in a slot");
    insert(0, 0);
    const std::string report = to_text(examined());
    EXPECT_NE(report.find("port 35963: holds a card of a process of another user"),
              std::string::npos)
        << report;
    EXPECT_EQ(report.find("has no card in a slot"), std::string::npos) << report;
}

TEST_F(DoctorTest, NamesWhoListensInsteadOfPcscd)
{
    run_pcscd();
    run_process(30, "nc");
    listen(own_8c7b, 30);
    listen(own_8c7c, 10);
    EXPECT_EQ(line_with(examined(), "listens there"),
              "warning  port 35963: nc (process 30) listens there instead of pcscd");
}

TEST_F(DoctorTest, NamesWhoListensWherePcscdIsStillToCome)
{
    run_process(30, "nc");
    listen(own_8c7b, 30);
    const Findings findings = examined();
    EXPECT_EQ(line_with(findings, "does not run"), "PROBLEM  pcscd does not run");
    EXPECT_EQ(line_with(findings, "listens there"),
              "PROBLEM  port 35963: nc (process 30) listens there, which pcscd will need");
    EXPECT_EQ(line_with(findings, "end it"), "         -> end it before pcscd starts");
    EXPECT_FALSE(is_healthy(findings));
}

TEST_F(DoctorTest, KnowsTheUsualPortsWhereNoReaderIsConfigured)
{
    root_.write("etc/reader.conf.d/vpcd", "");
    listen(own_8c7c, 0);
    EXPECT_EQ(line_with(examined(), "listens there"),
              "PROBLEM  port 35964: a process of another user listens there, which pcscd will "
              "need");
}

TEST_F(DoctorTest, SaysNothingOfPortsThatNobodyHolds)
{
    run_process(30, "nc");
    listen("0100007F:8C7D", 30);
    EXPECT_EQ(to_text(examined()).find("listens there"), std::string::npos);
}

TEST_F(DoctorTest, KnowsThatDaemonsWaitForPcscd)
{
    run_process(20, "vuiccd");
    run_process(21, "vuiccd", "net:[2]");
    const std::string report = to_text(examined());
    EXPECT_NE(report.find("ok       vuiccd (process 20) waits for the reader"), std::string::npos)
        << report;
    EXPECT_EQ(report.find("process 21"), std::string::npos) << report;
}

TEST_F(DoctorTest, WarnsOfPortsThatAreOpenToOthers)
{
    run_pcscd();
    listen(any_8c7b, 10);
    listen(any_8c7c, 10);
    EXPECT_EQ(line_with(examined(), "are open"),
              "warning  ports 35963 and 35964 are open on all interfaces (0.0.0.0), without a "
              "password");
}

TEST_F(DoctorTest, WarnsOfACardThatIsNotOurs)
{
    run_pcscd();
    run_process(40, "vicc");
    listen(own_8c7b, 10);
    listen(own_8c7c, 10);
    insert(40, 10);
    EXPECT_EQ(line_with(examined(), "holds a card"),
              "warning  port 35963: holds a card of vicc (process 40)");
    EXPECT_EQ(line_with(examined(), "vuiccd does not run"), "warning  vuiccd does not run");
}

TEST_F(DoctorTest, NamesADriverThatIsMissing)
{
    run_pcscd();
    root_.write("etc/reader.conf.d/vpcd",
                "FRIENDLYNAME \"Virtual PCD\"\nLIBPATH /no/libifdvpcd.so\n"
                "DEVICENAME /dev/null:0x8C7B\n");
    EXPECT_EQ(line_with(examined(), "which is missing"),
              "PROBLEM  reader \"Virtual PCD\" of /etc/reader.conf.d/vpcd needs the driver "
              "/no/libifdvpcd.so, which is missing");
}

TEST_F(DoctorTest, PassesOnWhyClientsAreRefused)
{
    run_pcscd();
    const auto refused =
        Result<std::vector<PcscReader>, std::string>{tl::unexpected{std::string{"Access denied."}}};
    EXPECT_EQ(line_with(examined(refused), "refuses"),
              "PROBLEM  PC/SC refuses its clients: Access denied.");
    EXPECT_EQ(line_with(examined(std::vector<PcscReader>{}), "no reader at all"),
              "PROBLEM  PC/SC shows no reader at all");
}

} // namespace
} // namespace uicc::daemon::cli::doctor
