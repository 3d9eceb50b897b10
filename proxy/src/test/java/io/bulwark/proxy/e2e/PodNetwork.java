package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Namespace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Two network namespaces, a Pod and a client, one cable apart. The client also stands for the rest of the cluster. */
final class PodNetwork implements AutoCloseable {
    /** An address of a Service that the client's side translates to the Pod. */
    static final int SERVICE_PORT = 80;

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final Namespace client;
    private final Namespace pod;

    /** The addresses of one family. */
    enum Family {
        V4("10.77.0.1", "10.77.0.2", "10.96.0.10", "127.0.0.1"),
        V6("fd77::1", "fd77::2", "fd96::10", "::1");

        private final InetAddress client;
        private final InetAddress pod;
        private final InetAddress service;
        private final InetAddress loopback;

        Family(String client, String pod, String service, String loopback) {
            this.client = InetAddress.ofLiteral(client);
            this.pod = InetAddress.ofLiteral(pod);
            this.service = InetAddress.ofLiteral(service);
            this.loopback = InetAddress.ofLiteral(loopback);
        }

        InetSocketAddress client(int port) {
            return new InetSocketAddress(client, port);
        }

        InetSocketAddress pod(int port) {
            return new InetSocketAddress(pod, port);
        }

        InetSocketAddress service() {
            return new InetSocketAddress(service, SERVICE_PORT);
        }

        InetSocketAddress loopback(int port) {
            return new InetSocketAddress(loopback, port);
        }

        /** The way an address with a port is written in a URL and in an event. */
        static String text(InetSocketAddress address) {
            var host = address.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
        }
    }

    PodNetwork() {
        // Names of network namespaces are known to the whole machine.
        var id = Long.toString(ProcessHandle.current().pid(), 36) + "-" + COUNTER.incrementAndGet();
        client = new Namespace("bw-client-" + id);
        try {
            pod = new Namespace("bw-pod-" + id);
        } catch (RuntimeException | Error e) {
            client.close();
            throw e;
        }
        try {
            connect();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    Namespace client() {
        return client;
    }

    Namespace pod() {
        return pod;
    }

    private void connect() {
        client.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", pod.name());
        client.ip("address", "add", "10.77.0.1/24", "dev", "eth0");
        client.ip("address", "add", "fd77::1/64", "dev", "eth0", "nodad");
        pod.ip("address", "add", "10.77.0.2/24", "dev", "eth0");
        pod.ip("address", "add", "fd77::2/64", "dev", "eth0", "nodad");
        client.ip("link", "set", "eth0", "up");
        pod.ip("link", "set", "eth0", "up");
        pod.ip("route", "add", "default", "via", "10.77.0.1");
        pod.ip("route", "add", "default", "via", "fd77::1");
    }

    /** Makes the client's side translate the Service's address to the Pod, as a node does. */
    void serve(int podPort) {
        client.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
                .expectSuccess();
        Command.run(
                        """
                        table inet node {
                            chain service {
                                type nat hook prerouting priority -100;
                                ip daddr 10.96.0.10 tcp dport %1$d dnat ip to 10.77.0.2:%2$d
                                ip6 daddr fd96::10 tcp dport %1$d dnat ip6 to [fd77::2]:%2$d
                            }
                            chain source {
                                type nat hook postrouting priority 100;
                                ct status dnat masquerade
                            }
                        }
                        """.formatted(SERVICE_PORT, podPort),
                        List.of("ip", "netns", "exec", client.name(), "nft", "-f", "-"))
                .expectSuccess();
    }

    @Override
    public void close() {
        try (client;
                pod) {
            // Both are closed, whatever happens to the other.
        }
    }
}
