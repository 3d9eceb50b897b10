package io.bulwark.injector.run;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Image;
import io.bulwark.testbed.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * A node of a cluster, as far as Pods can tell: a bridge between their network namespaces, a name server that knows the cluster's Services,
 * and a way to the machine, where the API server is.
 */
final class Node {
    static final String ADDRESSES = "10.78.0.";

    private static final String BRIDGE = ADDRESSES + "1";
    private static final String MACHINE = "10.79.0.1";
    private static final String GATE = "10.79.0.2";

    private final Deque<AutoCloseable> resources;
    private final String id = Long.toString(ProcessHandle.current().pid(), 36);
    private final Namespace bridge;
    private final Map<String, Image> images;

    /**
     * Everything of it ends when {@code resources} are closed.
     *
     * @param images by the name that Pods give them, without the version
     */
    Node(Map<String, Image> images, Deque<AutoCloseable> resources) {
        this.images = Map.copyOf(images);
        this.resources = resources;
        bridge = new Namespace("bw-node-" + id);
        resources.push(bridge);
        var cable = "bw" + id;
        Command.run("ip", "link", "add", cable, "type", "veth", "peer", "name", "gate", "netns", bridge.name())
                .expectSuccess();
        Command.run("ip", "address", "add", MACHINE + "/30", "dev", cable).expectSuccess();
        Command.run("ip", "link", "set", cable, "up").expectSuccess();
        bridge.ip("address", "add", GATE + "/30", "dev", "gate");
        bridge.ip("link", "set", "gate", "up");
        bridge.ip("link", "add", "pods", "type", "bridge");
        bridge.ip("address", "add", BRIDGE + "/24", "dev", "pods");
        bridge.ip("link", "set", "pods", "up");
        bridge.run("sysctl", "-qw", "net.ipv4.ip_forward=1").expectSuccess();
        Command.run("ip", "route", "add", ADDRESSES + "0/24", "via", GATE).expectSuccess();
    }

    /** The address by which Pods reach what runs on the machine. */
    static InetAddress machine() {
        return InetAddress.ofLiteral(MACHINE);
    }

    /** Starts the cluster's name server; it answers for these names, and says of all others that there is no such name. */
    void serveNames(Map<String, String> addresses) throws IOException {
        var command = new java.util.ArrayList<>(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--no-hosts",
                "--no-resolv",
                "--local=/#/",
                "--listen-address=" + BRIDGE));
        addresses.forEach((name, address) -> command.add("--host-record=" + name + "," + address));
        var process = bridge.start(Folders.create(resources).resolve("names"), command);
        resources.push(process::destroyForcibly);
    }

    /** What the kubelet writes into every container of a Pod. */
    Path resolver(String namespace) throws IOException {
        return Files.writeString(Folders.create(resources).resolve("resolv.conf"), """
                search %1$s.svc.cluster.local svc.cluster.local cluster.local
                nameserver %2$s
                options ndots:5
                """.formatted(namespace, BRIDGE));
    }

    /** A Pod with its address, of which nothing runs yet. */
    PodOnNode add(Pod pod, String token) throws IOException {
        var address = pod.getStatus().getPodIP();
        var last = address.substring(ADDRESSES.length());
        var namespace = new Namespace("bw-pod-" + id + "-" + last);
        resources.push(namespace);
        bridge.ip("link", "add", "pod" + last, "type", "veth", "peer", "name", "eth0", "netns", namespace.name());
        bridge.ip("link", "set", "pod" + last, "master", "pods", "up");
        namespace.ip("address", "add", address + "/24", "dev", "eth0");
        namespace.ip("link", "set", "eth0", "up");
        namespace.ip("route", "add", "default", "via", BRIDGE);
        return new PodOnNode(pod, namespace, token, resolver(pod.getMetadata().getNamespace()), images, resources);
    }
}
