package io.bulwark.policy;

/** What a rule allows to be asked, in the words of one protocol. */
public sealed interface RuleOperation permits HttpOperation, GrpcOperation {

    /** The name of the protocol whose words these are. */
    String protocol();

    /** Whether this may allow an operation of a protocol. */
    boolean coversProtocol(String name);

    /** The same in the words of HTTP, which carries every operation that rules know. */
    HttpOperation asHttp();
}
