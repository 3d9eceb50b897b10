package io.bulwark.proxy.protocol.http;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** What a request's head says beside method and path. Host, content type and query are copied; header lines are lent. */
public final class RequestFacts {
    private final CopiedBytes host = new CopiedBytes();
    private final CopiedBytes contentType = new CopiedBytes();
    private final CopiedBytes query = new CopiedBytes();
    private final ByteView lines = new ByteView();
    private boolean hosted;
    private boolean typed;
    private boolean asked;
    private boolean lent;

    void clear() {
        hosted = false;
        typed = false;
        asked = false;
        lent = false;
    }

    /** Copies the name of the host that is asked: lower case, without a port, without the dot of the root. */
    public void host(ByteView view, int from, int to) {
        hosted = true;
        host.clear();
        host.reserve(to - from);
        for (var index = from; index < to; index++) {
            host.add(Octets.lower(view.get(index)));
        }
        host.cutTo(nameEnd());
    }

    private int nameEnd() {
        var end = host.length();
        var digits = end;
        while (digits > 0 && Octets.isDigit(host.get(digits - 1))) {
            digits--;
        }
        if (digits > 0 && host.get(digits - 1) == ':' && (digits == 1 || endsAddress(digits - 2))) {
            end = digits - 1;
        }
        return end > 1 && host.get(end - 1) == '.' ? end - 1 : end;
    }

    /** Whether a colon behind this index begins a port: an IPv6 address has colons of its own, inside of brackets. */
    private boolean endsAddress(int index) {
        if (host.get(0) != '[') {
            return true;
        }
        return host.get(index) == ']';
    }

    /** Copies the media type of the request's content. */
    public void contentType(ByteView view, int from, int to) {
        typed = true;
        contentType.set(view, from, to - from);
    }

    /** Copies the query, without its question mark. */
    public void query(ByteView view, int from, int to) {
        asked = true;
        query.set(view, from, to - from);
    }

    /** Lends the header lines until {@link #takeBackLines}. */
    public void lendLines(ByteView view) {
        lent = true;
        lines.window(view, 0, view.length());
    }

    /** The lines are gone; nobody may ask for a header any more. */
    public void takeBackLines() {
        lent = false;
    }

    @Nullable
    Bytes attribute(Attribute attribute) {
        return switch (attribute) {
            case HOST -> hosted ? host : null;
            case CONTENT_TYPE -> typed ? contentType : null;
            case QUERY -> asked ? query : null;
            case BODY, USER, SCHEMA, DIGEST -> null;
        };
    }

    /** Whether a line has this name, which is in lower case. */
    boolean hasHeader(Bytes name) {
        if (!lent) {
            throw new IllegalStateException("a header is asked for when the lines are gone");
        }
        var from = 0;
        while (from < lines.length()) {
            if (isName(from, name)) {
                return true;
            }
            var end = lines.indexOf((byte) '\n', from, lines.length());
            from = end < 0 ? lines.length() : end + 1;
        }
        return false;
    }

    private boolean isName(int from, Bytes name) {
        var end = from + name.length();
        if (end >= lines.length() || lines.get(end) != ':') {
            return false;
        }
        for (var index = 0; index < name.length(); index++) {
            if (Octets.lower(lines.get(from + index)) != name.get(index)) {
                return false;
            }
        }
        return true;
    }
}
