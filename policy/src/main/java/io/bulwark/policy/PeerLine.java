package io.bulwark.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** A group of peers of a namespace as one short line: workload, service account, Service, addresses. */
record PeerLine(PeerIdentity identity, List<Cidr> addresses) {
    /* "orders = - 10.1.2.3 1" is the workload orders with the account of the same name, and "orders = = 10.96.0.9" are those behind the
     * Service of that name: its three names in the cluster's DNS follow from it. Who has labels or a SPIFFE id has no such line. */

    private static final String NONE = "-";
    private static final String SAME = "=";
    private static final int WORDS = 4;

    PeerLine {
        addresses = List.copyOf(addresses);
    }

    /**
     * The line.
     *
     * @param domain of the cluster's DNS
     * @return empty when the group cannot be said in one
     */
    static Optional<String> write(String namespace, String domain, PeerGroup group) {
        var identity = group.identity();
        var service = service(namespace, domain, identity.dnsNames());
        List<Cidr> addresses = new ArrayList<>();
        group.addresses().forEach(text -> Cidr.of(text).ifPresent(addresses::add));
        var more = !identity.labels().isEmpty()
                || !identity.namespaceLabels().isEmpty()
                || !identity.spiffe().isEmpty();
        if (more
                || service.isEmpty()
                || addresses.isEmpty()
                || addresses.size() < group.addresses().size()) {
            return Optional.empty();
        }
        var workload = identity.workload();
        return Optional.of(String.join(
                " ",
                workload.isEmpty() ? NONE : workload,
                word(workload, identity.serviceAccount()),
                word(workload, service.get()),
                AddressList.write(addresses)));
    }

    private static String word(String workload, String name) {
        return name.isEmpty() ? NONE : name.equals(workload) ? SAME : name;
    }

    /** The Service that has these names and no others: no name when there are none; empty when they are no Service's. */
    private static Optional<String> service(String namespace, String domain, NavigableSet<String> names) {
        if (names.isEmpty()) {
            return Optional.of("");
        }
        var first = names.first();
        int end = first.indexOf('.');
        var service = end < 0 ? "" : first.substring(0, end);
        return PeerReader.isName(service) && names.equals(names(service, namespace, domain))
                ? Optional.of(service)
                : Optional.empty();
    }

    /** The names that the cluster's DNS gives a Service. */
    static NavigableSet<String> names(String service, String namespace, String domain) {
        var host = service + "." + namespace;
        return Collections.unmodifiableNavigableSet(
                new TreeSet<>(List.of(host, host + ".svc", host + ".svc." + domain)));
    }

    /**
     * Reads a line.
     *
     * @param most how many addresses it may have
     * @return empty when it is none
     */
    static Optional<PeerLine> read(String line, String namespace, String domain, int most) {
        var words = line.split(" ", WORDS);
        if (words.length < WORDS || words[0].isEmpty() || words[1].isEmpty() || words[2].isEmpty()) {
            return Optional.empty();
        }
        var workload = words[0].equals(NONE) ? "" : words[0];
        var account = name(workload, words[1]);
        var service = name(workload, words[2]);
        var names = service.isEmpty() ? Collections.<String>emptyNavigableSet() : names(service, namespace, domain);
        var sound = isName(workload)
                && isName(account)
                && isName(service)
                // The name of a Service is one label.
                && service.indexOf('.') < 0
                && names.stream().allMatch(name -> HostSyntax.isPattern(name) && !name.startsWith(HostSyntax.WILD));
        return sound
                ? AddressList.read(words[3], most)
                        .filter(addresses -> !addresses.isEmpty())
                        .map(addresses ->
                                new PeerLine(PeerIdentity.named(namespace, workload, account, names), addresses))
                : Optional.empty();
    }

    private static String name(String workload, String word) {
        return switch (word) {
            case NONE -> "";
            case SAME -> workload;
            default -> word;
        };
    }

    private static boolean isName(String text) {
        return text.isEmpty() || PeerReader.isName(text);
    }
}
