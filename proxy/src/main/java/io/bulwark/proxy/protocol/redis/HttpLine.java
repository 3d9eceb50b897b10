package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.stream.ByteView;

/** Lines of HTTP among inline commands: a browser or a server was made to speak to Redis, so that a body's lines act as commands. */
final class HttpLine {
    private static final byte[] POST = Letters.ascii("POST");
    private static final byte[] HOST = Letters.ascii("HOST:");
    private static final byte[] VERSION = Letters.ascii(" HTTP/");

    private HttpLine() {}

    /** Whether this inline command is the first line of a request, or one that Redis itself takes for one. */
    static boolean is(Command command) {
        var verb = command.verb();
        return Letters.same(verb, POST) || Letters.same(verb, HOST) || namesVersion(command.line());
    }

    private static boolean namesVersion(ByteView view) {
        var from = Math.max(0, view.length() - VERSION.length - 3);
        for (var index = from; index <= view.length() - VERSION.length; index++) {
            var same = true;
            for (var at = 0; at < VERSION.length && same; at++) {
                same = Letters.upper(view.get(index + at)) == VERSION[at];
            }
            if (same) {
                return true;
            }
        }
        return false;
    }
}
