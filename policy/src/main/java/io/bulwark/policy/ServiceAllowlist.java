package io.bulwark.policy;

import java.util.List;

/**
 * The document that says who may ask what of one service.
 *
 * @param ingress rules for requests that come in; a request that none of them allows is denied
 */
public record ServiceAllowlist(Metadata metadata, Mode mode, List<IngressRule> ingress) {

    /** The document's kind. */
    public static final String KIND = "ServiceAllowlist";

    public ServiceAllowlist {
        ingress = List.copyOf(ingress);
    }
}
