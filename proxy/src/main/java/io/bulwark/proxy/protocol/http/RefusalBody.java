package io.bulwark.proxy.protocol.http;

/** The JSON body of an answer in a server's place: what is wrong, by which rule, on which flow; never any of the payload. */
public final class RefusalBody {
    private static final int FIRST_PRINTABLE = 0x20;

    private RefusalBody() {}

    public static String json(Status status, String ruleId, String flowId) {
        return "{\"error\":\"" + status.error() + "\",\"rule\":\"" + escaped(ruleId) + "\",\"flow\":\""
                + escaped(flowId) + "\"}\n";
    }

    private static String escaped(String text) {
        var out = new StringBuilder(text.length());
        for (var index = 0; index < text.length(); index++) {
            var letter = text.charAt(index);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < FIRST_PRINTABLE || Character.isSurrogate(letter)) {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        return out.toString();
    }
}
