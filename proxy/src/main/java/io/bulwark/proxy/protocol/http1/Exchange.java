package io.bulwark.proxy.protocol.http1;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.CopiedBytes;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.protocol.http.Method;
import io.bulwark.proxy.protocol.http.Status;
import org.jspecify.annotations.Nullable;

/**
 * One request and what becomes of its answer; the operation that the response's message is judged under. Used again by its ring.
 */
final class Exchange implements Operation {
    /** As much of a path as the events of its response show. */
    private static final int MAX_RESOURCE = 256;

    private final CopiedBytes verb = new CopiedBytes();
    private final CopiedBytes resource = new CopiedBytes();
    private Method method = Method.OTHER;
    private @Nullable Uninspected upgrade;
    private boolean http2;
    private boolean forwarded;
    private boolean complete;
    private boolean answered;
    private boolean settled = true;
    private boolean closing;
    private @Nullable Status refusal;
    private String ruleId = "";
    private int sighting;
    private @Nullable AllowlistDecision answerLimit;

    /** Starts anew for a request of which nothing is known yet. */
    void begin(Method newMethod) {
        verb.clear();
        resource.clear();
        method = newMethod;
        upgrade = null;
        http2 = false;
        forwarded = false;
        complete = false;
        answered = false;
        settled = false;
        closing = false;
        refusal = null;
        ruleId = "";
        sighting = 0;
        answerLimit = null;
    }

    /** What the request is, now that its head was read. */
    void describe(HttpOperation operation, @Nullable Uninspected askedUpgrade, boolean lastOfConnection) {
        verb.set(operation.verb(), operation.verb().length());
        resource.set(operation.resource(), MAX_RESOURCE);
        upgrade = askedUpgrade;
        closing = lastOfConnection;
    }

    @Override
    public String protocol() {
        return HttpOperation.PROTOCOL;
    }

    @Override
    public Bytes verb() {
        return verb;
    }

    @Override
    public Bytes resource() {
        return resource;
    }

    Method method() {
        return method;
    }

    /** What the connection turns into if the server agrees; null if the request asked for nothing of the kind. */
    @Nullable
    Uninspected upgrade() {
        return upgrade;
    }

    /** The upgrade that is asked for is to HTTP/2. */
    void markHttp2() {
        http2 = true;
    }

    boolean http2() {
        return http2;
    }

    /** Whether the client's next bytes may be of another protocol, which only the answer can tell. */
    boolean awaitsUpgrade() {
        return upgrade != null && !settled && refusal == null;
    }

    /** Whether the server was sent any of the request. */
    boolean forwarded() {
        return forwarded;
    }

    void markForwarded() {
        forwarded = true;
    }

    /** Whether the whole request was read, or no more of it will be. */
    boolean complete() {
        return complete;
    }

    void markComplete() {
        complete = true;
    }

    /** Whether the client was sent any of the final answer. */
    boolean answered() {
        return answered;
    }

    void markAnswered() {
        answered = true;
    }

    /** Whether the answer is over. */
    boolean settled() {
        return settled;
    }

    void markSettled() {
        settled = true;
        answered = true;
    }

    /** Whether the connection ends with this exchange. */
    boolean closing() {
        return closing;
    }

    void markClosing() {
        closing = true;
    }

    void refuse(Status status, String rule) {
        refusal = status;
        ruleId = rule;
    }

    /** What the client is told in the server's place; null if the server answers. */
    @Nullable
    Status refusal() {
        return refusal;
    }

    /** Whether the refusal has still to take its turn among the answers. */
    boolean awaitsRefusal() {
        return refusal != null && !answered;
    }

    /** The judge of requests has noted this one under a number. */
    void sighted(int number) {
        sighting = number;
    }

    /** The number for the judge of responses; zero when nobody wants to know. */
    int sighting() {
        return sighting;
    }

    /** The judge of requests has said what limits the answer to this one. */
    void limitAnswer(@Nullable AllowlistDecision decision) {
        answerLimit = decision;
    }

    /** What limits the answer; null when nothing does. */
    @Nullable
    AllowlistDecision answerLimit() {
        return answerLimit;
    }

    String ruleId() {
        return ruleId;
    }
}
