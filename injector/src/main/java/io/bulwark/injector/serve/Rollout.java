package io.bulwark.injector.serve;

/**
 * How far the Pods of a workload have the newest handout.
 *
 * @param connected proxies that are connected here
 * @param applied those of them that have it in force
 * @param refused those that said it cannot be
 * @param reason why the last one refused; empty when none did
 */
public record Rollout(int connected, int applied, int refused, String reason) {}
