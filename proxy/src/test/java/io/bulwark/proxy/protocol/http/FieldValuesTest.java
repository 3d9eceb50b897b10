package io.bulwark.proxy.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.testing.NativeBytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValuesTest {
    @ParameterizedTest
    @CsvSource({
        "application/grpc, GRPC",
        "Application/gRPC+Proto; charset=utf-8, GRPC",
        "application/grpc+thrift, GRPC",
        "application/grpc+json, GRPC_JSON",
        "application/grpc-web, GRPC_WEB",
        "application/grpc-web+proto, GRPC_WEB",
        "application/grpc-web+json, GRPC_WEB",
        "application/grpc-web-text, GRPC_WEB_TEXT",
        "application/grpc-web-text+proto ;x=y, GRPC_WEB_TEXT",
        "application/grpc-other, OTHER",
        "application/grpcx, OTHER",
        "application/connect+proto, CONNECT",
        "application/connect+json, CONNECT_JSON",
        "application/connect, OTHER",
        "application/proto, PROTOBUF",
        "application/protobuf, PROTOBUF",
        "application/x-protobuf; messageType=\"a.B\", PROTOBUF",
        "application/vnd.google.protobuf, PROTOBUF",
        "application/vnd.shop.order+proto, PROTOBUF",
        "application/protobuffer, OTHER",
        "application/json, JSON",
        "application/problem+json, JSON",
        "text/event-stream, EVENT_STREAM",
        "multipart/form-data; boundary=x, MULTIPART"
    })
    void theTypeOfABodySaysHowItIsTakenApart(String value, Media media) {
        // Given
        var bytes = NativeBytes.of(value);
        // When
        var read = FieldValues.media(bytes.view(), 0, bytes.length());
        // Then
        assertThat(read).isEqualTo(media);
    }

    @ParameterizedTest
    @CsvSource({
        "identity, IDENTITY, IDENTITY",
        "GZIP, GZIP, GZIP",
        "deflate, DEFLATE, DEFLATE",
        "zstd, ZSTD, UNKNOWN",
        "snappy, SNAPPY, UNKNOWN",
        "br, UNKNOWN, UNKNOWN"
    })
    void messagesHaveCodingsThatBodiesHaveNot(String value, Coding message, Coding body) {
        // Given
        var bytes = NativeBytes.of(value);
        // When
        var ofMessages = FieldValues.messageCoding(bytes.view(), 0, bytes.length());
        var ofBodies = FieldValues.coding(bytes.view(), 0, bytes.length());
        // Then
        assertThat(ofMessages).isEqualTo(message);
        assertThat(ofBodies).isEqualTo(body);
    }
}
