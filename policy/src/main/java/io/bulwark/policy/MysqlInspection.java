package io.bulwark.policy;

/**
 * What inspection does so that MySQL's sessions stay readable.
 *
 * @param removeCompress servers seem not to be able to compress
 * @param removeTls servers seem not to be able to encrypt; clients that insist on it fail
 */
public record MysqlInspection(boolean removeCompress, boolean removeTls) {

    /** Servers are left as they are. */
    public static MysqlInspection none() {
        return new MysqlInspection(false, false);
    }
}
