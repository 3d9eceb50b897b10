package io.bulwark.proxy.admin;

/**
 * What is sent back.
 *
 * @param allow the one method that the page answers, when another one was used; else empty
 */
record Answer(int status, String mediaType, String text, String allow) {
    static final String PLAIN = "text/plain; charset=utf-8";
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    static Answer page(String mediaType, String text) {
        return new Answer(200, mediaType, text, "");
    }

    /** One line of plain text. */
    static Answer line(int status, String line) {
        return new Answer(status, PLAIN, line + "\n", "");
    }

    /** One line of JSON. */
    static Answer json(String object) {
        return page(JSON, object + "\n");
    }

    static Answer wrongMethod(String allowed) {
        return new Answer(405, PLAIN, "this page answers " + allowed + " only\n", allowed);
    }
}
