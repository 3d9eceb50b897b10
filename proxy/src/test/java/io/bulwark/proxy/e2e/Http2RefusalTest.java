package io.bulwark.proxy.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Attacks by clients of HTTP/2 among good requests on the same connection, which are answered as if nothing were. */
@Tag("netns")
@ParameterizedClass
@EnumSource(value = Http2Stand.Way.class, mode = EnumSource.Mode.EXCLUDE, names = "DIRECT")
final class Http2RefusalTest {
    private static final String SQL = "1%27%20UNION%20SELECT%20password%20FROM%20users--%20";

    private static final Deque<AutoCloseable> RESOURCES = new ArrayDeque<>();
    private static @Nullable Http2Stand built;

    private final Http2Stand stand = requireNonNull(built);

    @Parameter
    Http2Stand.Way way = Http2Stand.Way.DIRECT;

    @BeforeParameterizedClassInvocation
    static void build(Http2Stand.Way way) throws Exception {
        built = new Http2Stand(way, RESOURCES);
    }

    @AfterParameterizedClassInvocation
    static void tearDown() throws Exception {
        while (!RESOURCES.isEmpty()) {
            RESOURCES.pop().close();
        }
    }

    @Test
    void oneStreamIsRefusedAndThoseBesideItAreAnswered() throws Exception {
        // When
        var frames = stand.run(
                        "nghttp",
                        "-v",
                        "--timeout=20",
                        stand.url(Http2Servers.NGINX, "/?before"),
                        stand.url(Http2Servers.NGINX, "/?beside=" + SQL),
                        stand.url(Http2Servers.NGINX, "/?behind"))
                .out();
        // Then
        assertThat(frames)
                .contains("(stream_id=13) :status: 200", "(stream_id=15) :status: 403", "(stream_id=17) :status: 200")
                .contains("(stream_id=15) x-bulwark-rule: sqli", "(stream_id=15) x-bulwark-flow: ");
        assertThat(stand.servers.nginxRequests()).noneMatch(line -> line.contains("beside"));
        stand.proxy()
                .event(event -> event.path("operation").asText().equals("GET /")
                        && event.path("verdict").asText().equals("denied"));
    }

    @Test
    void anAttackInAnUploadIsRefused() throws Exception {
        // Given
        var body = stand.file(
                "attack.json",
                "{\"note\":\"' UNION SELECT password FROM users--\"}".getBytes(StandardCharsets.US_ASCII));
        // When
        var answer = stand.run(
                        "curl",
                        "-sS",
                        "-m20",
                        "--http2-prior-knowledge",
                        "-H",
                        "content-type: application/json",
                        "--data-binary",
                        "@" + body,
                        "-D-",
                        stand.url(Http2Servers.NGHTTPD, "/echo"))
                .out();
        // Then
        assertThat(answer).startsWith("HTTP/2 403").contains("x-bulwark-rule: sqli");
    }

    @Test
    void anAttackBehindAnUpgradeIsRefused() {
        // When
        var frames = stand.run(
                        "nghttp",
                        "-v",
                        "--upgrade",
                        "--timeout=20",
                        stand.url(Http2Servers.NGHTTPX, "/?first"),
                        stand.url(Http2Servers.NGHTTPX, "/?second=" + SQL),
                        stand.url(Http2Servers.NGHTTPX, "/?third"))
                .out();
        // Then
        assertThat(frames)
                .contains("HTTP Upgrade success", "(stream_id=1) :status: 200")
                .containsPattern("\\(stream_id=\\d+\\) :status: 403")
                .containsPattern("(?s)(:status: 200.*){2}");
    }

    /** One in ten is an attack, a hundred at a time on one connection: exactly these are refused. */
    @Test
    void underLoadOnlyTheAttacksAreRefused() throws Exception {
        // Given
        var urls = new StringBuilder();
        for (var number = 0; number < 10; number++) {
            urls.append(stand.url(Http2Servers.NGINX, number == 7 ? "/?id=" + SQL : "/?id=" + number))
                    .append('\n');
        }
        var list = stand.file("urls.txt", urls.toString().getBytes(StandardCharsets.US_ASCII));
        // When
        var report = stand.run("h2load", "-n2000", "-c1", "-m100", "-i", list.toString())
                .out();
        // Then
        assertThat(report)
                .contains("2000 done, 1800 succeeded, 200 failed, 0 errored, 0 timeout")
                .contains("status codes: 1800 2xx, 0 3xx, 200 4xx, 0 5xx");
    }

    /** What is dropped is given back to the connection's window, or the client would run dry after some refusals. */
    @Test
    void refusedUploadsDoNotUseUpTheConnectionsWindow() throws Exception {
        // Given
        var body = stand.file(
                "late.txt",
                ("letters ".repeat(2000) + "' UNION SELECT password FROM users--").getBytes(StandardCharsets.US_ASCII));
        // When
        var report = stand.run(
                        "h2load",
                        "-n500",
                        "-c1",
                        "-m20",
                        "-d",
                        body.toString(),
                        stand.url(Http2Servers.NGHTTPD, "/echo"))
                .out();
        // Then
        assertThat(report)
                .contains("500 done, 0 succeeded, 500 failed, 0 errored, 0 timeout")
                .contains("status codes: 0 2xx, 0 3xx, 500 4xx, 0 5xx");
    }
}
