package io.bulwark.proxy.e2e;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and servers of HTTP/2 that share no code with ours: with Bulwark between them it is as without. */
@Tag("netns")
@ParameterizedClass
@EnumSource(Http2Stand.Way.class)
final class Http2PeersTest {
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

    @AfterEach
    void everythingThatPassedWasRead() throws Exception {
        assertThat(stand.uninspected()).isZero();
        if (way != Http2Stand.Way.DIRECT) {
            assertThat(stand.requestsRead()).isPositive();
        }
    }

    @Test
    void curlIsAnsweredWithoutHttp1() {
        // When
        var answer = curl("--http2-prior-knowledge", stand.url(Http2Servers.NGINX, "/"));
        // Then
        assertThat(answer).isEqualTo("nginx was here, HTTP/2, 200");
    }

    @Test
    void curlIsAnsweredAfterAnUpgrade() {
        // When
        var answer = curl("--http2", stand.url(Http2Servers.NGHTTPX, "/"));
        // Then
        assertThat(answer).isEqualTo("nginx was here, HTTP/2, 200");
    }

    private String curl(String... arguments) {
        var command = new ArrayList<>(List.of("curl", "-sS", "-m", "20", "-w", ", HTTP/%{http_version}, %{http_code}"));
        command.addAll(List.of(arguments));
        return stand.run(command.toArray(String[]::new)).out();
    }

    @Test
    void nghttpIsAnsweredAfterAnUpgrade() {
        // When
        var frames = nghttp("--upgrade", stand.url(Http2Servers.NGHTTPX, "/"));
        // Then
        assertThat(frames).contains("HTTP Upgrade success", "(stream_id=1) :status: 200", "nginx was here");
    }

    @Test
    void nghttpPostsBehindAnUpgrade() throws Exception {
        // Given
        var body = stand.file("small.txt", "letters".getBytes(StandardCharsets.US_ASCII));
        // When
        var frames = nghttp("--upgrade", "--data=" + body, stand.url(Http2Servers.NGHTTPX, "/upload"));
        // Then
        assertThat(frames).contains("HTTP Upgrade success", ":status: 200", "7 bytes announced");
    }

    private String nghttp(String... arguments) {
        var command = new ArrayList<>(List.of("nghttp", "-v", "--timeout=20"));
        command.addAll(List.of(arguments));
        return stand.run(command.toArray(String[]::new)).out();
    }

    @Test
    void settingsPushesAndTrailersReachTheClientAndPrioritiesTheServer() throws Exception {
        // When
        var frames = nghttp(stand.url(Http2Servers.NGHTTPD, "/index.html"));
        // Then
        assertThat(frames)
                .containsPattern(
                        "recv SETTINGS frame <length=6.*\\R.*\\R *\\[SETTINGS_MAX_CONCURRENT_STREAMS\\(0x03\\):100]")
                .contains("recv PUSH_PROMISE frame", "promised_stream_id=2", ":path: /pushed.css", "pushed {}")
                .contains("(stream_id=13) x-checksum: 42", "(stream_id=2) x-checksum: 42");
        assertThat(stand.servers.nghttpdFrames())
                .contains("recv PRIORITY frame", "(dep_stream_id=0, weight=201, exclusive=0)")
                .contains("(padlen=0, dep_stream_id=11, weight=16, exclusive=0)");
    }

    @Test
    void bodiesOfMebibytesPassBothWays() throws Exception {
        // Given
        var body = stand.file("upload.txt", Http2Servers.large());
        var echo = stand.file("echo.txt", new byte[0]);
        // When
        var answer = curl(
                "--http2-prior-knowledge",
                "--data-binary",
                "@" + body,
                "-o",
                echo.toString(),
                stand.url(Http2Servers.NGHTTPD, "/echo"));
        // Then
        assertThat(answer).isEqualTo(", HTTP/2, 200");
        assertThat(Files.readAllBytes(echo)).isEqualTo(Http2Servers.large());
    }

    @Test
    void aLargeFilePassesUnchanged() throws Exception {
        // Given
        var copy = stand.file("copy.txt", new byte[0]);
        // When
        var answer =
                curl("--http2-prior-knowledge", "-o", copy.toString(), stand.url(Http2Servers.NGINX, "/large.txt"));
        // Then
        assertThat(answer).isEqualTo(", HTTP/2, 200");
        assertThat(Files.readAllBytes(copy)).isEqualTo(Http2Servers.large());
    }

    /** nginx answers, then resets the stream without an error, while the upload is under way. */
    @Test
    void aServerMayAnswerBeforeItHasReadTheUpload() throws Exception {
        // Given
        var body = stand.file("early.txt", Http2Servers.large());
        // When
        var frames = nghttp("--data=" + body, stand.url(Http2Servers.NGINX, "/upload"));
        // Then
        assertThat(frames)
                .contains(":status: 200", Http2Servers.large().length + " bytes announced")
                .contains("recv RST_STREAM frame", "error_code=NO_ERROR(0x00)");
    }

    @ParameterizedTest
    @ValueSource(ints = {Http2Servers.NGINX, Http2Servers.NGHTTPD, Http2Servers.NGHTTPX})
    void noRequestOfALoadFails(int server) {
        // Given
        var target = server == Http2Servers.NGHTTPD ? "/pushed.css" : "/";
        // When
        var report = stand.run("h2load", "-n5000", "-c10", "-m100", stand.url(server, target))
                .out();
        // Then
        assertThat(report)
                .contains("5000 done, 5000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 5000 2xx");
    }

    @Test
    void noUploadOfALoadFails() throws Exception {
        // Given
        var body = stand.file("form.txt", "letters ".repeat(4096).getBytes(StandardCharsets.US_ASCII));
        // When
        var report = stand.run(
                        "h2load", "-n1000", "-c4", "-m50", "-d", body.toString(), stand.url(Http2Servers.NGHTTPD, "/e"))
                .out();
        // Then
        assertThat(report)
                .contains("1000 done, 1000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 1000 2xx");
    }
}
