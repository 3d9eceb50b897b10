package io.bulwark.proxy.inspect;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.Mode;
import io.bulwark.policy.Operation;
import io.bulwark.policy.Trouble;
import io.bulwark.policy.learn.PaceMeter.Taken;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Ruling;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** The judge of one direction of a flow: small, with everything big lent by the workbench of its event loop. */
public final class Inspector implements Judge {
    private static final long NOT_MEASURED = -1;

    private final Workbench bench;
    private final FlowInfo flow;
    private final boolean request;
    private final Scope scope = new Scope();
    private final Subject subject;
    private final Case judged;
    private final Teaching teaching;
    private final Content content;
    private @Nullable BodyReader body;
    private @Nullable MessageType messages;
    private long answered;
    private boolean noPolicyTold;
    private boolean inMessage;
    private long spent = NOT_MEASURED;
    private long since;

    public Inspector(Workbench bench, FlowInfo flow, Direction direction) {
        this.bench = bench;
        this.flow = flow;
        request = direction == Direction.TO_SERVER;
        subject = new Subject(flow);
        judged = new Case(scope, subject, bench.reporter());
        teaching = new Teaching(bench, flow);
        content = new Content(bench);
    }

    @Override
    public void begin(Operation operation) {
        if (inMessage) {
            end();
        }
        inMessage = true;
        spent = bench.stopwatch().next() ? 0 : NOT_MEASURED;
        enter();
        start();
        subject.take(operation);
        messages = scope.stance().snapshot().grpcMessage(operation.resource(), request);
        leave();
    }

    private void start() {
        var stance = bench.stance();
        scope.begin(bench, stance);
        judged.begin();
        content.begin();
        if (stance.noPolicy() && request && !noPolicyTold) {
            noPolicyTold = true;
            scope.evidence().note(Trouble.NO_POLICY, "no-policy", -1);
        }
    }

    @Override
    public void field(Field field, ByteView bytes) {
        enter();
        scope.beginValue(field);
        if (Content.holds(field)) {
            content.add(bytes.length());
        }
        if (!bench.whole().read(scope, Decoding.of(field), bytes.address(), bytes.length())) {
            scope.evidence().note(Trouble.MATCHER_FAILED, "matcher", bytes.offset());
            scope.evidence().unread(Uninspected.MATCHER_FAILED, bytes.length());
        }
        answered += field.mayStream() ? bytes.length() : 0;
        leave();
    }

    @Override
    public void open(Field field, Coding coding, Media media) {
        enter();
        closeBody(false);
        scope.beginValue(field);
        body = bench.bodies().borrow();
        body.open(scope, coding, media, messages, scope.stance().snapshot().limits(), parameters(field, coding, media));
        leave();
    }

    private @Nullable ParameterReader parameters(Field field, Coding coding, Media media) {
        if (judged.awaitsContent()) {
            return content.read(coding, media);
        }
        return field == Field.HTTP_BODY && teaching.teaches() ? content.learn(coding, media) : null;
    }

    @Override
    public void chunk(ByteView bytes) {
        if (body == null) {
            throw new IllegalStateException("a piece of a field that is not open");
        }
        enter();
        body.chunk(bytes);
        answered += bytes.length();
        content.add(bytes.length());
        leave();
    }

    @Override
    public void close() {
        enter();
        closeBody(true);
        leave();
    }

    private void closeBody(boolean complete) {
        if (body != null) {
            body.close(complete);
            bench.bodies().giveBack(body);
            body = null;
        }
    }

    @Override
    public Ruling decideEarly() {
        enter();
        if (body != null && body.mayDeny()) {
            body.settle();
        }
        var ruling = judged.rule();
        leave();
        return ruling;
    }

    @Override
    public void expect(long byteCount) {
        content.expect(byteCount);
    }

    @Override
    public void complete() {
        content.complete();
    }

    @Override
    public @Nullable AllowlistDecision answerLimit() {
        return judged.answerLimit();
    }

    @Override
    public void limitedBy(@Nullable AllowlistDecision decision) {
        judged.limitedBy(decision);
    }

    @Override
    public void rows(long count) {
        subject.rows(count);
    }

    @Override
    public void failedLogin(Operation operation) {
        enter();
        scope.beginValue(Field.LOGIN);
        var words = bench.logins().failed(flow.peer().address().address(), operation.attribute(Attribute.USER));
        var address = bench.words(words);
        if (!bench.whole().read(scope, Decoding.NONE, address, words.length())) {
            scope.evidence().note(Trouble.MATCHER_FAILED, "matcher", -1);
        }
        leave();
    }

    @Override
    public Ruling decide(Operation operation) {
        enter();
        subject.become(operation);
        if (body != null && body.mayDeny()) {
            body.settle();
        }
        var snapshot = scope.stance().snapshot();
        if (!request) {
            judged.measureAnswer(content.size());
        } else {
            if (snapshot.hasAllowlist(teaching.side())) {
                judged.ask(teaching.rules(scope.stance()), operation, content, bench.rates());
            }
            teaching.compare(judged, scope.stance());
        }
        var ruling = judged.rule();
        if (request) {
            teaching.ruled(operation, ruling, scope.evidence());
        }
        leave();
        return ruling;
    }

    @Override
    public int sighting() {
        return teaching.handOver();
    }

    @Override
    public void outcome(int sighting, boolean succeeded) {
        var clean = !inMessage || !Teaching.isSuspect(scope.evidence(), false);
        teaching.outcome(sighting, new Taken(succeeded && clean, answered, subject.rows()));
        answered = 0;
    }

    @Override
    public boolean stillAdmits() {
        return teaching.stillAdmits();
    }

    @Override
    public void further() {
        judged.askAgain();
    }

    @Override
    public void end() {
        if (!inMessage) {
            return;
        }
        enter();
        closeBody(false);
        if (content.teaches()) {
            teaching.content(content.parameters());
        }
        teaching.end(scope.evidence());
        judged.end(request);
        content.end();
        scope.end();
        subject.clear();
        inMessage = false;
        leave();
        if (spent != NOT_MEASURED) {
            bench.stopwatch().observe(spent);
            spent = NOT_MEASURED;
        }
    }

    @Override
    public Ruling trouble(Trouble trouble, String what, long offset) {
        if (!inMessage) {
            start();
        }
        scope.evidence().note(trouble, what, offset);
        return judged.rule();
    }

    @Override
    public void passed(long byteCount) {
        subject.passed(byteCount);
    }

    @Override
    public boolean mayDeny(Field field) {
        return (inMessage ? scope.stance() : bench.stance()).mayDeny(field)
                || (field == Field.HTTP_BODY
                        && judged.awaitsContent()
                        && scope.stance().snapshot().allowlistMode(teaching.side()) == Mode.ENFORCE);
    }

    private void enter() {
        if (spent != NOT_MEASURED) {
            since = bench.stopwatch().read();
        }
    }

    private void leave() {
        if (spent != NOT_MEASURED) {
            spent += bench.stopwatch().read() - since;
        }
    }
}
