package io.bulwark.proxy.inspect;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.MessageType;
import io.bulwark.policy.Mode;
import io.bulwark.policy.Operation;
import io.bulwark.policy.PeerRules;
import io.bulwark.policy.Trouble;
import io.bulwark.policy.learn.Peers;
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
    private final Content content;
    private @Nullable BodyReader body;
    private @Nullable MessageType messages;
    private @Nullable PeerRules rules;
    private @Nullable Stance rulesOf;
    private String peerName = "";
    private int handle;
    private boolean handed;
    private boolean tainted;
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
        leave();
    }

    @Override
    public void open(Field field, Coding coding, Media media) {
        enter();
        closeBody(false);
        scope.beginValue(field);
        body = bench.bodies().borrow();
        var parameters = judged.awaitsContent() ? content.read(coding, media) : null;
        body.open(scope, coding, media, messages, scope.stance().snapshot().limits(), parameters);
        leave();
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
        if (request && snapshot.hasAllowlist(side())) {
            judged.ask(rules(), operation, content, bench.rates());
        } else if (!request) {
            judged.measureAnswer(content.size());
        }
        var ruling = judged.rule();
        if (request) {
            sight(operation, ruling);
        }
        leave();
        return ruling;
    }

    /* The call is noted at the first ruling that lets it go on, while its operation is at hand, and forgotten again if anything
     * is found in it later. A flow in which something was found teaches nothing any more. */
    private void sight(Operation operation, Ruling ruling) {
        tainted |= isSuspect();
        if (tainted || ruling instanceof Ruling.Deny) {
            forget();
        } else if (handle == 0 && bench.sightings().learning()) {
            handle = bench.sightings()
                    .sighting(side(), peerName(), flow.destination().port(), operation);
        }
    }

    /** Whether anything was found in the message, or was wrong with it. That there is no policy is not the message's fault. */
    private boolean isSuspect() {
        var evidence = scope.evidence();
        if (evidence.isClean()) {
            return false;
        }
        for (var noted : evidence.troubles()) {
            if (noted.trouble() != Trouble.NO_POLICY && noted.trouble() != Trouble.EVENT_QUEUE_FULL) {
                return true;
            }
        }
        return !evidence.findings().isEmpty();
    }

    private void forget() {
        bench.sightings().forget(handle);
        handle = 0;
    }

    /** What rules call the peer: its workload if that is known, else the block of addresses around it. */
    private String peerName() {
        if (peerName.isEmpty()) {
            var address = peerAddress();
            var identity = bench.stance().snapshot().identify(address);
            peerName = identity.workload().isEmpty() || identity.namespace().isEmpty()
                    ? Peers.block(address)
                    : Peers.workload(identity.namespace(), identity.workload());
        }
        return peerName;
    }

    @Override
    public int sighting() {
        handed = handle != 0;
        return handle;
    }

    @Override
    public void outcome(int sighting, boolean succeeded) {
        var clean = !inMessage || !isSuspect();
        if (bench.sightings().learning()) {
            bench.sightings().outcome(sighting, succeeded && clean, side(), peerName(), answered);
        }
        answered = 0;
    }

    /** The rules for this peer and port, looked up again only when the policy has changed. */
    private PeerRules rules() {
        var stance = scope.stance();
        if (rules == null || rulesOf != stance) {
            rules = stance.snapshot()
                    .rulesFor(side(), peerAddress(), flow.destination().port());
            rulesOf = stance;
        }
        return rules;
    }

    private FlowSide side() {
        return switch (flow.side()) {
            case INGRESS -> FlowSide.INGRESS;
            case EGRESS -> FlowSide.EGRESS;
        };
    }

    /** Of what comes in the peer is the client, of what goes out the destination. */
    private byte[] peerAddress() {
        return switch (flow.side()) {
            case INGRESS -> flow.peer().address().address().getAddress();
            case EGRESS -> flow.destination().address().getAddress();
        };
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
        tainted |= isSuspect();
        if (!handed || tainted) {
            forget();
        }
        handle = 0;
        handed = false;
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
                        && scope.stance().snapshot().allowlistMode(side()) == Mode.ENFORCE);
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
