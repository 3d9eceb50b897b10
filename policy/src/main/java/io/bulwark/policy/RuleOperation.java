package io.bulwark.policy;

/** What a rule allows to be asked, in the words of one protocol. */
public sealed interface RuleOperation
        permits HttpOperation, GrpcOperation, RedisOperation, MysqlOperation, TcpOperation {

    /** The key under which a rule lists such entries; for all but {@code tcp} the name of the protocol. */
    String protocol();

    /** Whether this may allow an operation of a protocol. */
    boolean coversProtocol(String name);
}
