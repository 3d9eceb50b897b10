package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.util.Locale;
import java.util.Set;

/** Whether a client's first bytes are an HTTP/1 request. */
final class Http1Probe implements Probe {
    /*
     * A known method followed by anything that is no part of a token is HTTP, also in the wrong case and however broken what
     * follows is: it must be read strictly, not passed as something unknown. Another word is HTTP only if its line says so.
     * "PRI * HTTP/2.0" is another protocol's preface. What is kept is one short token and a few letters of progress.
     */
    private enum State {
        LINE_ENDS,
        METHOD,
        LINE
    }

    private static final int MAX_LINE_ENDS = 16;
    private static final int MAX_METHOD = 32;
    private static final int MAX_LINE = 8192;
    private static final byte[] VERSION = Octets.ascii(" HTTP/");
    private static final Set<String> METHODS = Set.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "COPY",
            "MOVE",
            "LOCK",
            "UNLOCK",
            "SEARCH",
            "REPORT",
            "PURGE",
            "QUERY",
            "LINK",
            "UNLINK");

    private State state = State.LINE_ENDS;
    private final StringBuilder method = new StringBuilder(MAX_METHOD);
    private int seen;
    private int matched;

    @Override
    public Answer read(Direction direction, ByteView view) {
        if (direction == Direction.TO_CLIENT) {
            return view.length() == 0 ? Answer.MORE : Answer.NO;
        }
        for (var index = 0; index < view.length(); index++) {
            var answer = read(view.get(index));
            if (answer != Answer.MORE) {
                return answer;
            }
        }
        return Answer.MORE;
    }

    private Answer read(byte value) {
        return switch (state) {
            case LINE_ENDS -> lineEnds(value);
            case METHOD -> method(value);
            case LINE -> line(value);
        };
    }

    private Answer lineEnds(byte value) {
        if (value == '\r' || value == '\n') {
            return ++seen > MAX_LINE_ENDS ? Answer.NO : Answer.MORE;
        }
        state = State.METHOD;
        return method(value);
    }

    private Answer method(byte value) {
        if (Octets.isToken(value)) {
            method.append((char) value);
            return method.length() > MAX_METHOD ? Answer.NO : Answer.MORE;
        }
        var word = method.toString();
        if (METHODS.contains(word.toUpperCase(Locale.ROOT))) {
            return Answer.YES;
        }
        if (word.isEmpty() || word.equals("PRI") || value != ' ') {
            return Answer.NO;
        }
        state = State.LINE;
        seen = 0;
        return line(value);
    }

    /** Looks for {@code " HTTP/1."} in the rest of the line. */
    private Answer line(byte value) {
        if (matched == VERSION.length + 1 && value == '.') {
            return Answer.YES;
        }
        if (matched == VERSION.length && value == '1') {
            matched++;
        } else if (matched < VERSION.length && value == VERSION[matched]) {
            matched++;
        } else {
            matched = value == VERSION[0] ? 1 : 0;
        }
        if (value == '\n' || ++seen > MAX_LINE) {
            return Answer.NO;
        }
        return Answer.MORE;
    }
}
