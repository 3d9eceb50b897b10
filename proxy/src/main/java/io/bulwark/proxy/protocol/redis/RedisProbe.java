package io.bulwark.proxy.protocol.redis;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.util.Locale;
import java.util.Set;

/** Whether the first bytes of a flow are Redis: a command of RESP, an inline command that nothing else has, or a server's refusal. */
final class RedisProbe implements Probe {
    /*
     * "*2\r\n$4\r\n" begins nothing else. A line of words may be Redis by hand, but also memcached, mail or a queue: only names
     * that those don't have are taken for it. A server of Redis never speaks first, unless it takes no more clients.
     */
    private static final int MAX_LINE = 128;
    private static final Set<String> INLINE =
            Set.of("PING", "INFO", "DBSIZE", "COMMAND", "CONFIG", "CLIENT", "HGETALL", "LRANGE", "FLUSHALL", "SLAVEOF");
    private static final byte[] FULL = Letters.ascii("-ERR max number of clients");
    private static final byte[] PROTECTED = Letters.ascii("-DENIED Redis");

    private enum State {
        START,
        COUNT,
        MARK,
        LENGTH,
        INLINE
    }

    private State state = State.START;
    private final NumberLine number = new NumberLine();
    private final StringBuilder line = new StringBuilder();
    private int greeting;
    private boolean maybeFull = true;
    private boolean maybeProtected = true;

    @Override
    public Answer read(Direction direction, ByteView view) {
        return direction == Direction.TO_CLIENT ? greeting(view) : command(view);
    }

    private Answer greeting(ByteView view) {
        for (var index = 0; index < view.length(); index++, greeting++) {
            maybeFull &= greeting < FULL.length && view.get(index) == FULL[greeting];
            maybeProtected &= greeting < PROTECTED.length && view.get(index) == PROTECTED[greeting];
            if (!maybeFull && !maybeProtected) {
                return Answer.NO;
            }
            if ((maybeFull && greeting + 1 == FULL.length) || (maybeProtected && greeting + 1 == PROTECTED.length)) {
                return Answer.YES;
            }
        }
        return Answer.MORE;
    }

    private Answer command(ByteView view) {
        var index = 0;
        while (index < view.length()) {
            switch (state) {
                case START -> {
                    if (view.get(index) == '*') {
                        index++;
                        state = State.COUNT;
                    } else {
                        state = State.INLINE;
                    }
                }
                case COUNT, LENGTH -> {
                    var answer = number.read(view, index);
                    index = number.index();
                    if (answer == NumberLine.Answer.BAD) {
                        return Answer.NO;
                    }
                    if (answer == NumberLine.Answer.DONE) {
                        if (state == State.LENGTH) {
                            return number.value() >= 0 ? Answer.YES : Answer.NO;
                        }
                        state = number.value() > 0 ? State.MARK : State.START;
                        number.reset();
                    }
                }
                case MARK -> {
                    if (view.get(index++) != '$') {
                        return Answer.NO;
                    }
                    state = State.LENGTH;
                }
                case INLINE -> {
                    var answer = inline((char) (view.get(index++) & 0xFF));
                    if (answer != Answer.MORE) {
                        return answer;
                    }
                }
            }
        }
        return Answer.MORE;
    }

    private Answer inline(char letter) {
        if (letter != '\n') {
            line.append(letter);
            return line.length() > MAX_LINE || letter < '\t' ? Answer.NO : Answer.MORE;
        }
        var text = line.toString().strip();
        var blank = text.indexOf(' ');
        var name = blank < 0 ? text : text.substring(0, blank);
        var isHttp = text.toUpperCase(Locale.ROOT).contains(" HTTP/");
        return INLINE.contains(name.toUpperCase(Locale.ROOT)) && !isHttp ? Answer.YES : Answer.NO;
    }
}
