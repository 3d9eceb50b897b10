package io.bulwark.proxy.protocol.redis;

/** What a client is told in the server's place. */
final class Refusals {
    private static final int MAX_RULE = 128;

    private Refusals() {}

    /** A command, or the answer to one, that policy denies. */
    static byte[] denied(String rule, String flow) {
        return Letters.ascii("-NOPERM " + why(rule, flow) + "\r\n");
    }

    /** An EXEC that policy denies. */
    static byte[] deniedTransaction(String rule, String flow) {
        return Letters.ascii("-EXECABORT Transaction discarded because of: NOPERM " + why(rule, flow) + "\r\n");
    }

    /** An EXEC behind a command that was refused. */
    static byte[] abortedTransaction() {
        return Letters.ascii("-EXECABORT Transaction discarded because of previous errors.\r\n");
    }

    /** Bytes that cannot be read; the connection ends. */
    static byte[] broken(String rule, String flow) {
        return Letters.ascii("-ERR Protocol error: " + why(rule, flow) + "\r\n");
    }

    private static String why(String rule, String flow) {
        var shown = new StringBuilder("refused by Bulwark: ");
        for (var index = 0; index < Math.min(rule.length(), MAX_RULE); index++) {
            var letter = rule.charAt(index);
            shown.append(letter >= ' ' && letter <= '~' ? letter : '?');
        }
        return shown.append(" (flow ").append(flow).append(')').toString();
    }
}
