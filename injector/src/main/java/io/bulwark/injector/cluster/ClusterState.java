package io.bulwark.injector.cluster;

import io.bulwark.policy.proof.Course;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cluster as far as it was told: the same objects give the same state, in whatever order they came. For one thread. */
public final class ClusterState {
    /* What is asked of it is found by indexes: Pods by workload, by namespace and by address. An address is whose it is only as long as
     * exactly one Pod has it that is not about to go; when two claim it, it is nobody's until one of them is gone. So a Pod that comes
     * to have the address of another one is never taken for it, whichever of the two events comes first.
     *
     * A change notes which workloads it concerns, or of which namespace the document is; what concerns all (labels of namespaces, Services,
     * nodes) notes that everything does. */

    private final Map<String, PodFacts> pods = new HashMap<>();
    private final Map<Named, Set<String>> byWorkload = new HashMap<>();
    private final Map<String, Set<String>> byAddress = new HashMap<>();
    private final NavigableMap<Named, ServiceFacts> services = new TreeMap<>();
    private final NavigableMap<Named, SliceFacts> slices = new TreeMap<>();
    private final NavigableMap<String, NavigableMap<String, String>> namespaces = new TreeMap<>();
    private final NavigableMap<String, NodeFacts> nodes = new TreeMap<>();
    private final Map<DocumentFacts.Kind, NavigableMap<Named, Optional<DocumentFacts>>> documents = new HashMap<>();
    private final Map<DocumentFacts.Kind, NavigableMap<Named, Observed>> observed = new HashMap<>();
    private final Map<String, Named> courseObjects = new HashMap<>();
    private final Map<Named, Optional<Course>> courses = new HashMap<>();
    private final Map<Named, Instant> alone = new HashMap<>();
    private final Set<Named> touched = new TreeSet<>();
    private final Set<String> documentsTouched = new TreeSet<>();
    private boolean allTouched = true;

    /**
     * What has changed since it was last asked.
     *
     * @param documents namespaces in which documents have
     */
    public record Touched(boolean all, Set<Named> workloads, Set<String> documents) {}

    /** The Pod is there, or is there with other facts. */
    public void put(PodFacts pod) {
        var before = pods.put(pod.uid(), pod);
        if (pod.equals(before)) {
            return;
        }
        if (before != null) {
            forget(before);
        }
        byWorkload.computeIfAbsent(pod.workload(), _ -> new TreeSet<>()).add(pod.uid());
        pod.addresses()
                .forEach(address ->
                        byAddress.computeIfAbsent(address, _ -> new TreeSet<>()).add(pod.uid()));
        touch(pod);
    }

    /** The Pod of this uid is gone; a Pod of the same name with another uid is another Pod. */
    public void removePod(String uid) {
        var before = pods.remove(uid);
        if (before != null) {
            forget(before);
        }
    }

    private void forget(PodFacts pod) {
        touch(pod);
        remove(byWorkload, pod.workload(), pod.uid());
        pod.addresses().forEach(address -> remove(byAddress, address, pod.uid()));
    }

    private static <K> void remove(Map<K, Set<String>> index, K key, String uid) {
        var uids = index.getOrDefault(key, Set.of());
        if (uids.size() == 1 && uids.contains(uid)) {
            index.remove(key);
        } else if (!uids.isEmpty()) {
            uids.remove(uid);
        }
    }

    /** Others who claim one of its addresses may have it now, or have it no more. */
    private void touch(PodFacts pod) {
        touched.add(pod.workload());
        for (var address : pod.addresses()) {
            for (var uid : byAddress.getOrDefault(address, Set.of())) {
                pod(uid).map(PodFacts::workload).ifPresent(touched::add);
            }
        }
    }

    public void put(ServiceFacts service) {
        allTouched |= !service.equals(services.put(service.service(), service));
    }

    public void removeService(Named service) {
        allTouched |= services.remove(service) != null;
    }

    public void put(SliceFacts slice) {
        var before = slices.put(slice.slice(), slice);
        allTouched |= !slice.equals(before) && needsSlices(slice.service());
    }

    public void removeSlice(Named slice) {
        var before = slices.remove(slice);
        allTouched |= before != null && needsSlices(before.service());
    }

    private boolean needsSlices(Named service) {
        var known = services.get(service);
        return known != null && known.selector().isEmpty();
    }

    public void putNamespace(String name, Map<String, String> labels) {
        var sorted = Collections.unmodifiableNavigableMap(new TreeMap<>(labels));
        allTouched |= !sorted.equals(namespaces.put(name, sorted));
    }

    public void removeNamespace(String name) {
        allTouched |= namespaces.remove(name) != null;
    }

    public void put(NodeFacts node) {
        allTouched |= !node.equals(nodes.put(node.node(), node));
    }

    public void removeNode(String name) {
        allTouched |= nodes.remove(name) != null;
    }

    public Collection<NodeFacts> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** The document is there and right. */
    public void put(DocumentFacts document) {
        var before = of(document.kind()).put(document.document(), Optional.of(document));
        touchDocuments(document.document(), before == null || !before.equals(Optional.of(document)));
    }

    /** The document is there and wrong: the last right one stays in force. */
    public void putBad(DocumentFacts.Kind kind, Named document) {
        touchDocuments(document, of(kind).putIfAbsent(document, Optional.empty()) == null);
    }

    public void removeDocument(DocumentFacts.Kind kind, Named document) {
        touchDocuments(document, of(kind).remove(document) != null);
        observed(kind).remove(document);
    }

    /**
     * How far the allowlist of a workload has come by itself.
     *
     * @param object the name of what holds it
     * @param course empty when it cannot be read: the last one that could be stays, and without one nothing new is handed out
     */
    public void putCourse(String object, Named workload, Optional<Course> course) {
        courseObjects.put(object, workload);
        var before = courses.get(workload);
        var next = course.isEmpty() && before != null ? before : course;
        courses.put(workload, next);
        if (!next.equals(before)) {
            touched.add(workload);
        }
    }

    public void removeCourse(String object) {
        var workload = courseObjects.remove(object);
        if (workload != null && courses.remove(workload) != null) {
            touched.add(workload);
            alone.remove(workload);
        }
    }

    /** Workloads that have come some way, or whose course cannot be read; those that are no more, too. */
    public Set<Named> courses() {
        return Set.copyOf(courses.keySet());
    }

    /** It is written at the course since when its workload has had no Pods. */
    public void putAlone(Named workload, Optional<Instant> since) {
        since.ifPresentOrElse(time -> alone.put(workload, time), () -> alone.remove(workload));
    }

    /** Since when a workload has had no Pods, as far as it is written at its course. */
    public Optional<Instant> aloneSince(Named workload) {
        return Optional.ofNullable(alone.get(workload));
    }

    /** Whether the namespace is there. */
    public boolean hasNamespace(String name) {
        return namespaces.containsKey(name);
    }

    /** How far the allowlist of a workload has come by itself; empty when that is nowhere, or cannot be read. */
    public Optional<Course> course(Named workload) {
        return courses.getOrDefault(workload, Optional.empty());
    }

    /** Whether there is a course that could never be read. */
    public boolean isCourseUnreadable(Named workload) {
        return courses.containsKey(workload) && course(workload).isEmpty();
    }

    /** What was read of a document last, which changes nothing by itself. */
    public void observe(DocumentFacts.Kind kind, Named document, Observed read) {
        observed(kind).put(document, read);
    }

    /** What was read of the documents of a kind. */
    public NavigableMap<Named, Observed> observed(DocumentFacts.Kind kind) {
        return observed.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    private void touchDocuments(Named document, boolean changed) {
        if (changed) {
            documentsTouched.add(document.namespace());
        }
    }

    private NavigableMap<Named, Optional<DocumentFacts>> of(DocumentFacts.Kind kind) {
        return documents.computeIfAbsent(kind, _ -> new TreeMap<>());
    }

    /** What has changed since this was asked last. */
    public Touched takeTouched() {
        var taken = new Touched(allTouched, Set.copyOf(touched), Set.copyOf(documentsTouched));
        allTouched = false;
        touched.clear();
        documentsTouched.clear();
        return taken;
    }

    public Optional<PodFacts> pod(String uid) {
        return Optional.ofNullable(pods.get(uid));
    }

    public Collection<PodFacts> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    public Set<Named> workloads() {
        return Collections.unmodifiableSet(byWorkload.keySet());
    }

    /** The Pods of a workload, those that have ended too. */
    public Collection<PodFacts> podsOf(Named workload) {
        var found = new TreeMap<String, PodFacts>();
        for (var uid : byWorkload.getOrDefault(workload, Set.of())) {
            pod(uid).ifPresent(pod -> found.put(uid, pod));
        }
        return found.values();
    }

    /** Whether the address is this Pod's and nobody else's. */
    public boolean owns(PodFacts pod, String address) {
        var claims = byAddress.getOrDefault(address, Set.of());
        if (claims.size() == 1) {
            return claims.contains(pod.uid());
        }
        var staying = new HashSet<>(claims);
        staying.removeIf(uid -> pod(uid).map(PodFacts::leaving).orElse(true));
        return staying.size() == 1 && staying.contains(pod.uid());
    }

    /** Whether some Pod has the address, or says so. */
    public boolean isClaimed(String address) {
        return byAddress.containsKey(address);
    }

    public Collection<ServiceFacts> services() {
        return Collections.unmodifiableCollection(services.values());
    }

    /** Whether the Pod is behind the Service. */
    public boolean isBehind(PodFacts pod, ServiceFacts service) {
        if (!service.selector().isEmpty()) {
            return service.selects(pod);
        }
        return slices.values().stream()
                .anyMatch(slice -> slice.service().equals(service.service())
                        && slice.pods().contains(pod.uid()));
    }

    public NavigableMap<String, String> namespaceLabels(String namespace) {
        return namespaces.getOrDefault(namespace, Collections.emptyNavigableMap());
    }

    /** The documents of a kind; those that were never right are empty. */
    public NavigableMap<Named, Optional<DocumentFacts>> documents(DocumentFacts.Kind kind) {
        return Collections.unmodifiableNavigableMap(of(kind));
    }
}
