package io.bulwark.proxy.inspect;

import io.bulwark.policy.Action;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.Trouble;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.match.Matcher;
import java.util.EnumSet;
import java.util.Set;

/** What a policy snapshot means for the signatures of one matcher, worked out once. */
final class Stance {
    private static final String OPEN_REVISION = PolicySnapshot.open().revision();

    private final PolicySnapshot snapshot;
    private final Action[] actions;
    private final Set<Field> mayDeny = EnumSet.noneOf(Field.class);
    private final boolean noPolicy;

    Stance(PolicySnapshot snapshot, Matcher matcher) {
        this.snapshot = snapshot;
        var signatures = matcher.signatures();
        actions = signatures.stream()
                .map(signature -> snapshot.action(signature.group()))
                .toArray(Action[]::new);
        noPolicy = !snapshot.hasAllowlist() && snapshot.revision().equals(OPEN_REVISION);
        if (snapshot.inspectionMode() != Mode.ENFORCE) {
            return;
        }
        for (var index = 0; index < actions.length; index++) {
            if (actions[index] == Action.BLOCK) {
                mayDeny.addAll(signatures.get(index).fields());
            }
        }
        bodiesHoldStrings();
        var failures = snapshot.failures();
        if (failures.denies(Trouble.PROTOCOL_VIOLATION)
                || failures.denies(Trouble.UNREADABLE)
                || failures.denies(Trouble.LIMIT_EXCEEDED)
                || failures.denies(Trouble.MATCHER_FAILED)) {
            mayDeny.add(Field.HTTP_BODY);
            mayDeny.add(Field.HTTP_RESPONSE_BODY);
            mayDeny.add(Field.REDIS_ARG);
            mayDeny.add(Field.REDIS_REPLY);
        }
    }

    /** The strings of messages come in bodies, and single fields may have actions of their own. */
    private void bodiesHoldStrings() {
        for (var field : snapshot.inspection().grpc().fields()) {
            if (field.groups().containsValue(Action.BLOCK)) {
                mayDeny.add(Field.GRPC_STRING);
                mayDeny.add(Field.GRPC_RESPONSE_STRING);
            }
        }
        if (mayDeny.contains(Field.GRPC_STRING)) {
            mayDeny.add(Field.HTTP_BODY);
        }
        if (mayDeny.contains(Field.GRPC_RESPONSE_STRING)) {
            mayDeny.add(Field.HTTP_RESPONSE_BODY);
        }
    }

    PolicySnapshot snapshot() {
        return snapshot;
    }

    Action action(int signatureIndex) {
        return actions[signatureIndex];
    }

    boolean enforced() {
        return snapshot.inspectionMode() == Mode.ENFORCE;
    }

    boolean mayDeny(Field field) {
        return mayDeny.contains(field);
    }

    /** Whether anything is denied, or would be, because it is unusual. */
    boolean deniesUnusual() {
        return snapshot.inspection().deniesUnusual();
    }

    /** Whether nobody has said anything yet: the snapshot holds no document. */
    boolean noPolicy() {
        return noPolicy;
    }
}
