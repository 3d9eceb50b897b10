package io.bulwark.injector.cluster;

/** Single addresses in the form that blocks of addresses have. */
final class Addresses {
    private Addresses() {}

    static String block(String address) {
        return address + (address.indexOf(':') >= 0 ? "/128" : "/32");
    }
}
