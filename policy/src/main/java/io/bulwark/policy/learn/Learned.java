package io.bulwark.policy.learn;

import io.bulwark.policy.FlowSide;
import java.util.List;
import java.util.TreeMap;

/** What a learner had noted at one moment. A copy belongs to whoever it was made for, on whatever thread. */
public final class Learned {
    private final List<Root> roots;
    private final List<String> peerNames;

    /** One tree of resources, and whose they are. */
    record Root(FlowSide side, int port, String protocol, Node node) {
        Root copy() {
            return new Root(side, port, protocol, node.copy());
        }
    }

    Learned(List<Root> roots, List<String> peerNames) {
        this.roots = roots;
        this.peerNames = peerNames;
    }

    /**
     * What was learned, in the form that merges.
     *
     * @param replica the name of the learner since its start, see {@link Replica}
     */
    public Profile profile(String replica) {
        var operations = new TreeMap<OperationKey, OperationFacts>();
        for (var root : roots) {
            root.node().forEach(List.of(), new TreeMap<>(), (path, segments, cell) -> {
                var resource = Segments.join(root.protocol(), path);
                var verb = new Text(cell.verb()).toString();
                var key = new OperationKey(root.side(), root.port(), root.protocol(), verb, resource);
                operations.merge(key, cell.facts(replica, peerNames, segments), OperationFacts::plus);
            });
        }
        return Profile.of(operations);
    }
}
