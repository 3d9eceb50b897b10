package io.bulwark.proxy.control;

import io.bulwark.policy.PeerGroup;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import io.bulwark.policy.handout.Part;
import io.bulwark.proxy.telemetry.Meters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A program whose heap is as small as a proxy's, half of it in use, and that is handed policies of growing size. */
final class SmallHeap {
    private static final int STEPS = 8;

    private SmallHeap() {}

    /** Prints what came of each policy, then the version in force. */
    public static void main(String[] arguments) {
        var inUse = new byte[(int) (Runtime.getRuntime().maxMemory() >> 21)][1 << 20];
        Arrays.stream(inUse).forEach(piece -> piece[0] = 1);
        var room = Room.ofThisProcess();
        var policy = new HandedPolicy(
                new HandoutStore(Optional.empty(), room),
                new PolicyReader(Set.of()),
                room,
                new Meters(),
                Clock.systemUTC());
        for (int step = 1; step <= STEPS; step++) {
            // The sixth of them is as large as may be, the others go on beyond.
            var handout = handout(room.documents() / 6 * step, room.peers() / 6 * step, room.sets() / 6 * step);
            System.out.println(policy.take(HandoutChange.between(Handout.nothing(), handout)));
        }
        System.out.println(policy.version() + " is in force beside " + inUse.length);
    }

    private static Handout handout(int documents, int peers, int sets) {
        var parts = new TreeMap<String, Part>();
        parts.put(Handout.ALLOWLIST, Part.of(allowlist(documents)));
        var set = Handout.DESCRIPTORS + sets;
        parts.put(set, Part.of(Base64.getEncoder().encodeToString(Descriptors.ofSize(sets))));
        parts.put(Handout.INSPECTION, Part.of("""
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "InspectionPolicy", "metadata": {"name": "default"},
             "spec": {"grpc": {"descriptors": ["%s"]}}}""".formatted(set)));
        int told = 0;
        for (int part = 0; told < peers; part++) {
            List<PeerGroup> groups = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                groups.add(new PeerGroup(
                        PeerIdentity.of("shop", "w" + part + "-" + i, "an-account", Map.of()),
                        new TreeSet<>(List.of("10." + part / 256 + "." + part % 256 + "." + i + "/32"))));
            }
            var text = PeerGroup.json("shop", "cluster.local", groups);
            told += text.length();
            if (told < peers) {
                parts.put(Handout.PEERS + "all/shop/" + part, Part.of(text));
            }
        }
        return Handout.of(parts);
    }

    private static String allowlist(int length) {
        var text = new StringBuilder("""
            {"apiVersion": "bulwark.io/v1alpha1", "kind": "ServiceAllowlist",
             "metadata": {"name": "orders", "namespace": "shop"}, "spec": {"mode": "Enforce", "ingress": [""");
        for (int i = 0; text.length() < length - 300; i++) {
            text.append(i == 0 ? "" : ",").append("""
                {"id":"r%1$d","from":[{"namespace":"shop","workload":"w%1$d"}],\
                "http":[{"methods":["GET"],"paths":[{"template":"/a%1$d/{id:int}"}]}]}""".formatted(i));
        }
        return text.append("]}}").toString();
    }
}
