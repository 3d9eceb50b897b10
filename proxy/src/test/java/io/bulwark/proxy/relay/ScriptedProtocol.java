package io.bulwark.proxy.relay;

import io.bulwark.proxy.protocol.Conversation;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.Protocol;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** A protocol whose one conversation does what the test says, and writes down what it was called with. */
final class ScriptedProtocol implements Protocol, Conversation {
    final List<String> calls = new ArrayList<>();
    Probe.Answer probeAnswer = Probe.Answer.YES;
    boolean idle;
    BiConsumer<Direction, ByteView> onRead = (direction, view) -> passage().clear(direction, view.end());
    Consumer<Direction> onEnded = _ -> {};
    LongConsumer onTick = _ -> {};
    private final List<Setting> settings = new ArrayList<>();

    Setting setting() {
        return settings.getFirst();
    }

    Passage passage() {
        return setting().passage();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Probe newProbe() {
        return (_, _) -> probeAnswer;
    }

    @Override
    public Conversation open(Setting setting) {
        settings.add(setting);
        return this;
    }

    @Override
    public void read(Direction direction, ByteView view) {
        calls.add(direction + "@" + view.offset() + " " + text(view));
        onRead.accept(direction, view);
    }

    static String text(ByteView view) {
        var bytes = new byte[view.length()];
        view.copyTo(0, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void ended(Direction direction) {
        calls.add(direction + " ended");
        onEnded.accept(direction);
    }

    @Override
    public void tick(long nowNanos) {
        onTick.accept(nowNanos);
    }

    @Override
    public boolean idle() {
        return idle;
    }
}
