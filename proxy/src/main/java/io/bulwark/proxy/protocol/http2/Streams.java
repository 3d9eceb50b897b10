package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.stream.Direction;
import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams of one connection that are under way, and which of those that are over may still get frames. */
final class Streams {
    /*
     * A stream that was reset or refused may still be spoken of by a side that does not know it yet. Its last ids are kept; once
     * more streams were dropped than fit, every old id is taken for one of these.
     */
    private static final int DROPPED = 512;

    private final Setting setting;
    private final IntObjectHashMap<Stream> open = new IntObjectHashMap<>();
    private final List<Stream> idle = new ArrayList<>();
    private final int[] dropped = new int[DROPPED];
    private int droppedCount;
    private int nextDropped;

    Streams(Setting setting) {
        this.setting = setting;
    }

    @Nullable
    Stream get(int id) {
        return open.get(id);
    }

    Stream open(int id, long clientWindow) {
        var stream = idle.isEmpty()
                ? new Stream(setting.newJudge(Direction.TO_SERVER), setting.newJudge(Direction.TO_CLIENT))
                : idle.removeLast();
        stream.open(id, clientWindow);
        open.put(id, stream);
        return stream;
    }

    /** The stream ended as both sides know. */
    void close(Stream stream) {
        open.remove(stream.id());
        idle.add(stream);
    }

    /** The stream ended, and not both sides know it yet. */
    void drop(Stream stream) {
        stream.request().end();
        stream.response().end();
        drop(stream.id());
        close(stream);
    }

    /** A stream was not let begin. */
    void drop(int id) {
        dropped[nextDropped] = id;
        nextDropped = (nextDropped + 1) % DROPPED;
        droppedCount = Math.min(droppedCount + 1, DROPPED + 1);
    }

    /** Whether a side may not know yet that this stream, which is not open, is over. */
    boolean maybeDropped(int id) {
        if (droppedCount > DROPPED) {
            return true;
        }
        for (var index = 0; index < droppedCount; index++) {
            if (dropped[index] == id) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return open.size();
    }

    Iterable<Stream> all() {
        return open.values();
    }
}
