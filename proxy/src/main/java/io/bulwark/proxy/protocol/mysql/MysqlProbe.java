package io.bulwark.proxy.protocol.mysql;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** Recognises the packet with which a server greets, before its client has said anything: a greeting, or an error. */
final class MysqlProbe implements Probe {
    private static final int MAX_VERSION = 96;
    private static final int FIRST_ERROR = 1000;
    private static final int LAST_ERROR = 5000;

    private int seen;
    private int length;
    private int kind;
    private int code;

    @Override
    public Answer read(Direction direction, ByteView view) {
        if (direction == Direction.TO_SERVER) {
            return Answer.NO;
        }
        for (var index = 0; index < view.length(); index++) {
            var answer = next(view.get(index) & 0xFF);
            if (answer != Answer.MORE) {
                return answer;
            }
        }
        return Answer.MORE;
    }

    private Answer next(int octet) {
        var place = seen++;
        if (place < 3) {
            length |= octet << (Byte.SIZE * place);
            return Answer.MORE;
        }
        if (place == 3) {
            return octet == 0 && length >= 7 && length <= Greeting.MAX_BYTES ? Answer.MORE : Answer.NO;
        }
        if (place == 4) {
            kind = octet;
            return kind == Greeting.PROTOCOL_10 || kind == 0xFF ? Answer.MORE : Answer.NO;
        }
        return kind == Greeting.PROTOCOL_10 ? version(place - 5, octet) : error(place - 5, octet);
    }

    private static Answer version(int place, int octet) {
        if (octet == 0) {
            return place > 0 ? Answer.YES : Answer.NO;
        }
        var fits = octet > ' ' && octet < 0x7F && (place > 0 || (octet >= '0' && octet <= '9'));
        return fits && place < MAX_VERSION ? Answer.MORE : Answer.NO;
    }

    private Answer error(int place, int octet) {
        code |= octet << (Byte.SIZE * place);
        if (place == 0) {
            return Answer.MORE;
        }
        return code >= FIRST_ERROR && code < LAST_ERROR ? Answer.YES : Answer.NO;
    }
}
