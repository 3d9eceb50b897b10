package io.bulwark.proxy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.testbed.Requirements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which command lines the script takes, and how it refuses the others. */
@Tag("netns")
final class InterceptArgumentsTest {
    private PodNetwork network;
    private Interception interception;

    @BeforeAll
    static void theMachineHasWhatIsNeeded() {
        Requirements.check();
    }

    @BeforeEach
    void build() {
        network = new PodNetwork();
        interception = new Interception(network.pod());
    }

    @AfterEach
    void tearDown() {
        network.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                              | say what to do",
                "load                                            | unknown command 'load'",
                "apply now                                       | unexpected argument 'now'",
                "apply --verbose 1                               | unknown option '--verbose'",
                "apply --inbound-port                            | --inbound-port needs a value",
                "apply --inbound-port 0                          | --inbound-port must be a number 1..65535, was '0'",
                "apply --inbound-port 65536                      | must be a number 1..65535, was '65536'",
                "apply --inbound-port 015006                     | was '015006'",
                "apply --inbound-port 99999999999999999999       | was '99999999999999999999'",
                "apply --inbound-port -1                         | was '-1'",
                "apply --outbound-port=http                      | was 'http'",
                "apply --inbound-port 15001                      | must differ, both are 15001",
                "apply --proxy-uid 0                             | --proxy-uid must be a number 1..2147483647, was '0'",
                "apply --proxy-uid root                          | was 'root'",
                "apply --exclude-inbound-ports 22,               | has an empty element: '22,'",
                "apply --exclude-inbound-ports 22,,23            | has an empty element",
                "apply --exclude-inbound-ports 22-25             | was '22-25'",
                "apply --exclude-outbound-ports 0                | was '0'",
                "apply --exclude-outbound-ports 1;reboot         | was '1;reboot'",
                "apply --exclude-outbound-cidrs 10.0.0.0         | must be address/prefix, was '10.0.0.0'",
                "apply --exclude-outbound-cidrs 10.0.0.0/0       | prefix of a network of --exclude-outbound-cidrs must be 1..32",
                "apply --exclude-outbound-cidrs 10.0.0.0/33      | must be 1..32",
                "apply --exclude-outbound-cidrs 10.0.0/8         | no address/prefix: '10.0.0/8'",
                "apply --exclude-outbound-cidrs 10.0.0.0.0/8     | no address/prefix",
                "apply --exclude-outbound-cidrs 10.0.0.256/32    | no address/prefix",
                "apply --exclude-outbound-cidrs 10.0.0.01/32     | no address/prefix",
                "apply --exclude-outbound-cidrs 10.1.0.0/8       | has bits set past its prefix: '10.1.0.0/8'",
                "apply --exclude-outbound-cidrs example.org/24   | no address/prefix",
                "apply --exclude-outbound-cidrs fd00::/0         | must be 1..128",
                "apply --exclude-outbound-cidrs fd00::/129       | must be 1..128",
                "apply --exclude-outbound-cidrs fd00:::/16       | no address/prefix",
                "apply --exclude-outbound-cidrs fd00::1::/16     | no address/prefix",
                "apply --exclude-outbound-cidrs fd00:1:2/48      | no address/prefix",
                "apply --exclude-outbound-cidrs :fd00::/16       | no address/prefix",
                "apply --exclude-outbound-cidrs 1:2:3:4:5:6:7:8:/128 | no address/prefix",
                "apply --exclude-outbound-cidrs 1:2:3:4:5:6:7::8/128 | no address/prefix",
                "apply --exclude-outbound-cidrs 1:2:3:4:5:6:7:8::/128 | no address/prefix",
                "apply --exclude-outbound-cidrs fd000::/16       | no address/prefix",
                "apply --exclude-outbound-cidrs fd00::1/64       | has bits set past its prefix",
                "apply --exclude-outbound-cidrs ::ffff:10.0.0.0/104 | no address/prefix",
                "apply --backend ebpf                            | must be nft, iptables or auto, was 'ebpf'"
            })
    void aWrongCommandLineIsRefusedWithItsReason(String arguments, String reason) {
        // Given
        var words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
        // When
        var result = interception.run(words);
        // Then
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(reason).contains("--help");
        assertThat(interception.ruleset()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "::1/128",
                "8000::/1",
                "1:2:3:4:5:6:7:8/128",
                "1:2:3:4:5:6:7::/112",
                "::2:3:4:5:6:7:8/128",
                "2001:DB8::/33",
                "128.0.0.0/1",
                "10.0.0.0/8,10.1.0.0/16",
                "255.255.255.255/32"
            })
    void aNetworkThatIsWellFormedLoads(String networks) {
        // When
        var result = interception.act("apply", "--exclude-outbound-cidrs", networks);
        // Then
        result.expectSuccess();
        interception.act("check", "--exclude-outbound-cidrs=" + networks).expectSuccess();
    }

    @Test
    void helpNamesEveryOptionAndTheExitStatus() {
        // When
        var result = interception.run("apply", "--help").expectSuccess();
        // Then
        assertThat(result.out())
                .contains("--inbound-port", "--outbound-port", "--proxy-uid", "--exclude-inbound-ports")
                .contains("--exclude-outbound-ports", "--exclude-outbound-cidrs", "--backend", "Exit status");
        assertThat(interception.ruleset()).isEmpty();
    }
}
