package io.bulwark.proxy;

import io.bulwark.policy.Mode;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Promotion.Stage;
import io.bulwark.policy.learn.Unusual;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.proxy.config.ProxyConfig;
import io.bulwark.proxy.control.Learning;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.control.Promoter;
import io.bulwark.proxy.control.Recorder;
import io.bulwark.proxy.event.EventQueue;
import io.bulwark.proxy.event.EventSink;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.telemetry.Meters;
import io.bulwark.proxy.telemetry.ProxyMeters;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who is told of what the loops see and learn: the events, the record of calls, and promotion. */
final class Watchers implements Learning.Listener {
    private final EventQueue queue;
    private final Meters meters;
    private final PolicySource policy;
    private final Optional<Recorder> recorder;
    private final Optional<Promoter> promoter;

    private Watchers(ProxyConfig config, EventQueue queue, Meters meters, PolicySource policy) throws IOException {
        this.queue = queue;
        this.meters = meters;
        this.policy = policy;
        promoter = config.promotion().automatic() && config.state().isPresent()
                ? Optional.of(Promoter.open(
                        config.state().get(),
                        config.promotion().bounds(),
                        policy,
                        Clock.systemUTC(),
                        meters,
                        this::stepped))
                : Optional.empty();
        recorder = config.record()
                .map(record -> Recorder.start(record.file(), record.maxBytes(), record.perSecond(), meters));
    }

    /** @throws IOException if how far the allowlist has come cannot be read */
    static Watchers of(ProxyConfig config, EventQueue queue, Meters meters, PolicySource policy) throws IOException {
        return new Watchers(config, queue, meters, policy);
    }

    /** Who must see the events. */
    List<EventSink> sinks() {
        return promoter.<EventSink>map(each -> each).stream().toList();
    }

    Optional<Promoter> promoter() {
        return promoter;
    }

    void close() {
        recorder.ifPresent(Recorder::close);
    }

    @Override
    public boolean recording() {
        return recorder.isPresent() && recorder.get().takes();
    }

    @Override
    public void record(RecordedCall call) {
        recorder.ifPresent(each -> each.offer(call));
    }

    @Override
    public void learned(Profile profile) {
        recorder.ifPresent(each -> each.learned(profile));
        promoter.ifPresent(each -> each.learned(profile));
    }

    @Override
    public void unusual(Unusual what) {
        tell(
                what.peer(),
                what.side().word(),
                "unusual-" + what.what().word(),
                "within a minute " + what.actual() + ", at most " + what.usual() + " before");
    }

    private void stepped(Stage from, Promotion step) {
        switch (step) {
            case Promotion.Stay _ -> {}
            case Promotion.Forward(var to, var why) -> stepped("forward", from, to, why);
            case Promotion.Back(var to, var why) -> stepped("back", from, to, why);
        }
    }

    private void stepped(String direction, Stage from, Stage to, String why) {
        meters.counter(ProxyMeters.PROMOTIONS, direction).increment();
        tell(
                "",
                "",
                "promotion-" + direction,
                from.mode().word() + " becomes " + to.mode().word() + ": " + why);
    }

    /** Tells of something that is about no single message. */
    private void tell(String peer, String side, String rule, String detail) {
        var _ = queue.offer(new SecurityEvent(
                Clock.systemUTC().instant(),
                0,
                "",
                peer,
                "",
                side,
                "",
                "",
                Verdict.REPORTED,
                rule,
                Mode.MONITOR.word().toLowerCase(Locale.ROOT),
                "",
                -1,
                "",
                policy.get().revision(),
                detail));
    }
}
