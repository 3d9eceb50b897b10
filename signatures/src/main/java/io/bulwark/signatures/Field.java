package io.bulwark.signatures;

/** A part of a message that signatures can read. */
public enum Field {
    HTTP_URI("http.uri"),
    HTTP_HEADER("http.header"),
    HTTP_BODY("http.body"),
    HTTP_RESPONSE_HEADER("http.response.header"),
    HTTP_RESPONSE_BODY("http.response.body"),
    STREAM_CLIENT("stream.client"),
    STREAM_SERVER("stream.server");

    private final String id;

    Field(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }
}
