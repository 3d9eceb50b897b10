package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules with conditions on what a request's head says, over HTTP/2 and gRPC. */
class Http2RulesTest {
    private static final String POLICY = """
        apiVersion: bulwark.io/v1alpha1
        kind: ServiceAllowlist
        metadata: {name: shop}
        spec:
          ingress:
            - id: shop
              from: [{cidr: 10.0.0.0/8}]
              http:
                - methods: [GET]
                  hosts: [shop.test, "*.shop.test"]
                  headers: [x-request-id]
                  query: {page: {type: int}}
                - {methods: [POST], contentTypes: [application/json]}
                - {methods: [POST], contentTypes: [application/grpc], headers: [x-tenant]}
        """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "GET /a?page=7 ! shop.test ! x-request-id 1 ! true",
                "GET /a ! eu.SHOP.test:8080 ! x-request-id 1 ! true",
                "GET /a ! notshop.test ! x-request-id 1 ! false",
                "GET /a ! shop.test ! x-other 1 ! false",
                "GET /a?page=seven ! shop.test ! x-request-id 1 ! false",
                "GET /a?root=1 ! shop.test ! x-request-id 1 ! false",
                "POST /a ! any ! content-type application/json; charset=utf-8 ! true",
                "POST /a ! any ! content-type text/xml ! false",
                "POST /a ! any ! x-request-id 1 ! false",
                "POST /a.B/c ! any ! content-type application/grpc | te trailers | x-tenant 7 ! true",
                "POST /a.B/c ! any ! content-type application/grpc | te trailers ! false",
            })
    void aStreamIsHeldAgainstWhatItsHeadSays(String asked, String host, String fields, boolean goesOn) {
        // Given
        try (var flow = new RuleFlow(POLICY)) {
            flow.clientFrames("PREFACE ;; SETTINGS");
            flow.serverFrames("SETTINGS ;; SETTINGS ack");
            var verb = asked.substring(0, asked.indexOf(' '));
            var path = asked.substring(asked.indexOf(' ') + 1);
            // When
            flow.clientFrames("HEADERS 1 end | :method " + verb + " | :scheme http | :path " + path + " | :authority "
                    + host + " | " + fields);
            // Then
            assertThat(flow.frames().stream().anyMatch(line -> line.startsWith("server HEADERS 1")))
                    .as("%s", flow.frames())
                    .isEqualTo(goesOn);
            assertThat(flow.bench.events()).hasSize(goesOn ? 0 : 1);
        }
    }
}
