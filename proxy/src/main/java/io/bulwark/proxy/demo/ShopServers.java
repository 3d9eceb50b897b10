package io.bulwark.proxy.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every server of the small shop: its pages, its gRPC service, and the databases that are installed.
 *
 * @param redis empty where redis-server is not installed
 * @param mysql empty where mariadb-server is not installed
 */
public record ShopServers(Shop shop, OrderDesk desk, Optional<RedisBox> redis, Optional<MysqlServer> mysql)
        implements AutoCloseable {

    /** @param folder for their files */
    public static ShopServers open(Path folder) throws IOException {
        return new ShopServers(Shop.open(), OrderDesk.open(), RedisBox.open(folder), MysqlServer.open());
    }

    /** Where they listen, by the names of their listeners, in order. */
    public Map<String, InetSocketAddress> addresses() {
        var addresses = new LinkedHashMap<String, InetSocketAddress>();
        addresses.put("shop", shop.address());
        addresses.put("orders", desk.address());
        redis.ifPresent(server -> addresses.put("redis", server.address()));
        mysql.ifPresent(server -> addresses.put("mysql", server.address()));
        return addresses;
    }

    @Override
    public void close() throws IOException {
        shop.close();
        desk.close();
        redis.ifPresent(RedisBox::close);
        if (mysql.isPresent()) {
            mysql.get().close();
        }
    }
}
