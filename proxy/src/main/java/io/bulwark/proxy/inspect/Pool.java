package io.bulwark.proxy.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Things of one event loop that are used again; what comes back beyond the bound is freed. */
final class Pool<T> implements AutoCloseable {
    private final Supplier<T> maker;
    private final Consumer<T> freer;
    private final int maxIdle;
    private final List<T> idle = new ArrayList<>();

    Pool(int maxIdle, Supplier<T> maker, Consumer<T> freer) {
        this.maxIdle = maxIdle;
        this.maker = maker;
        this.freer = freer;
    }

    T borrow() {
        return idle.isEmpty() ? maker.get() : idle.removeLast();
    }

    void giveBack(T thing) {
        if (idle.size() < maxIdle) {
            idle.add(thing);
        } else {
            freer.accept(thing);
        }
    }

    @Override
    public void close() {
        idle.forEach(freer);
        idle.clear();
    }
}
