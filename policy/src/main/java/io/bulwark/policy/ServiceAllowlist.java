package io.bulwark.policy;

import java.util.List;

/**
 * The document that says who may ask what of one service, and what it may ask of others.
 *
 * @param ingress rules for requests that come in
 * @param egress rules for requests that the service makes
 */
public record ServiceAllowlist(Metadata metadata, SideRules ingress, SideRules egress) {

    /** The document's kind. */
    public static final String KIND = "ServiceAllowlist";

    /** A document that says nothing about egress. */
    public static ServiceAllowlist ofIngress(Metadata metadata, Mode mode, List<AllowlistRule> allow) {
        return new ServiceAllowlist(metadata, SideRules.closed(mode, allow), SideRules.open(mode));
    }

    /** A document that says nothing. */
    public static ServiceAllowlist open(Metadata metadata) {
        return new ServiceAllowlist(metadata, SideRules.open(Mode.ENFORCE), SideRules.open(Mode.ENFORCE));
    }

    /** The document as JSON, in the form that files have. */
    public String json() {
        var out = DocumentWriter.object();
        AllowlistWriter.write(this, out);
        return out.toString();
    }

    /** What is said of one side. */
    public SideRules side(FlowSide side) {
        return switch (side) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
        };
    }

    /** The same with something else said of one side. */
    public ServiceAllowlist with(FlowSide side, SideRules rules) {
        return switch (side) {
            case INGRESS -> new ServiceAllowlist(metadata, rules, egress);
            case EGRESS -> new ServiceAllowlist(metadata, ingress, rules);
        };
    }
}
