package io.bulwark.policy;

/** The first thing in which one part of a call differs from an entry, which has a number in its matcher. */
record Differences(AllowlistMatcher matcher, int number, Operation operation, int part) {

    /** Some of the bytes. */
    private record Slice(Bytes bytes, int from, int to) implements Bytes {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public byte get(int index) {
            return bytes.get(from + index);
        }
    }

    private Entry entry() {
        return matcher.entry(number);
    }

    NearestMiss tell(Peer peer, int port) {
        var entry = entry();
        var rule = entry.rule();
        if (rule.peers().stream().noneMatch(pattern -> PeerAdmission.fits(pattern, peer))) {
            var expected =
                    Told.listed(rule.peers().stream().map(PeerWriter::text).toList());
            return miss(NearestMiss.Field.PEER, expected, peer.told());
        }
        if (!rule.coversPort(port)) {
            return miss(NearestMiss.Field.PORT, Told.listed(rule.ports()), Integer.toString(port));
        }
        if (!entry.operation().coversProtocol(operation.protocol())) {
            return miss(NearestMiss.Field.PROTOCOL, entry.operation().protocol(), operation.protocol());
        }
        var verb = Told.text(operation.verb(part));
        if (!entry.coversVerb(verb)) {
            return miss(verbField(), Told.listed(entry.verbs()), verb);
        }
        return ofResource();
    }

    private NearestMiss.Field verbField() {
        return switch (entry().operation()) {
            case HttpOperation _, GrpcOperation _, TcpOperation _ -> NearestMiss.Field.METHOD;
            case RedisOperation _ -> NearestMiss.Field.COMMAND;
            case MysqlOperation _ -> NearestMiss.Field.VERB;
        };
    }

    private NearestMiss ofResource() {
        boolean fits = matcher.hasResource(number, operation, part);
        var entry = entry();
        return switch (entry.operation()) {
            case HttpOperation http -> fits ? ofHost(http) : closest(NearestMiss.Field.PATH);
            case GrpcOperation grpc -> ofCall(grpc);
            case RedisOperation _ -> fits ? ofCondition() : closest(NearestMiss.Field.KEY);
            case MysqlOperation mysql -> fits ? ofDigest(mysql) : closest(NearestMiss.Field.TABLE);
            case TcpOperation _ -> ofCondition();
        };
    }

    private NearestMiss ofHost(HttpOperation http) {
        var hosts = http.conditions().hosts();
        var host = operation.attribute(Attribute.HOST);
        if (hosts.isEmpty() || (host != null && new Condition.Hosts(hosts).has(host))) {
            return ofCondition();
        }
        return miss(NearestMiss.Field.HOST, Told.listed(hosts), host == null ? "none" : Told.text(host));
    }

    private NearestMiss ofDigest(MysqlOperation mysql) {
        var digest = operation.attribute(Attribute.DIGEST);
        var digests = mysql.digests();
        if (digests.isEmpty() || (digest != null && digests.contains(Told.text(digest)))) {
            return ofCondition();
        }
        return miss(NearestMiss.Field.DIGEST, Told.listed(digests), digest == null ? "none" : Told.text(digest));
    }

    private NearestMiss ofCondition() {
        return entry().condition()
                .difference(operation)
                .<NearestMiss>map(found -> miss(found.field(), found.expected(), found.actual()))
                .orElseGet(NearestMiss.NoRules::new);
    }

    private NearestMiss closest(NearestMiss.Field field) {
        var resource = operation.resource(part);
        var patterns = entry().patterns();
        var closest = patterns.getFirst();
        for (var pattern : patterns) {
            closest = alike(pattern, resource) > alike(closest, resource) ? pattern : closest;
        }
        return miss(field, Told.text(closest), resource.length() == 0 ? "none" : Told.text(resource));
    }

    /** A call's path is {@code /service/method}; what is none is shown as a service that no rule has. */
    private NearestMiss ofCall(GrpcOperation grpc) {
        var resource = operation.resource(part);
        int slash = resource.length() - 1;
        while (slash > 0 && resource.get(slash) != '/') {
            slash--;
        }
        var prefix = "/" + grpc.service() + "/";
        if (slash + 1 != prefix.length() || alike(prefix, resource) != prefix.length()) {
            var actual = slash > 0 ? new Slice(resource, 1, slash) : resource;
            return miss(NearestMiss.Field.SERVICE, Told.text(grpc.service()), Told.text(actual));
        }
        var expected = grpc.methods().isEmpty() ? "any method" : Told.listed(grpc.methods());
        var actual = new Slice(resource, slash + 1, resource.length());
        return miss(NearestMiss.Field.GRPC_METHOD, expected, Told.text(actual));
    }

    private NearestMiss miss(NearestMiss.Field field, String expected, String actual) {
        return new NearestMiss.Closest(entry().rule().id(), entry().rule().mode(), field, expected, actual);
    }

    /** How many bytes the resource shares with the beginning of a pattern; a variable shares one for its segment. */
    static int alike(String pattern, Bytes resource) {
        int at = 0;
        int shared = 0;
        for (int i = 0; i < pattern.length() && at < resource.length(); i++) {
            char expected = pattern.charAt(i);
            if (expected == '{') {
                int end = pattern.indexOf('}', i);
                i = end < 0 ? pattern.length() : end;
                byte separator = i + 1 < pattern.length() ? (byte) pattern.charAt(i + 1) : (byte) '/';
                while (at < resource.length() && resource.get(at) != separator) {
                    at++;
                }
            } else if (expected >= 0x80 || resource.get(at) != expected) {
                return shared;
            } else {
                at++;
            }
            shared++;
        }
        return shared;
    }
}
