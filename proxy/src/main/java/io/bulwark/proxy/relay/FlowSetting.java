package io.bulwark.proxy.relay;

import io.bulwark.policy.Limits;
import io.bulwark.policy.MysqlInspection;
import io.bulwark.proxy.protocol.FlowInfo;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Judges;
import io.bulwark.proxy.protocol.Passage;
import io.bulwark.proxy.protocol.Setting;
import io.bulwark.proxy.stream.Direction;
import io.bulwark.proxy.stream.Ticker;
import java.util.ArrayList;
import java.util.List;

/** What one flow gives to its conversations, and the judges that it has to end. */
final class FlowSetting implements Setting {
    private final FlowInfo info;
    private final Passage passage;
    private final Sides sides;
    private final Judges judges;
    private final Limits limits;
    private final MysqlInspection mysql;
    private final Ticker ticker;
    private final Judge toServer;
    private final Judge toClient;
    private final List<Judge> more = new ArrayList<>(0);

    FlowSetting(FlowInfo info, Passage passage, Sides sides, Judges judges, Ticker ticker) {
        this.info = info;
        this.passage = passage;
        this.sides = sides;
        this.judges = judges;
        this.ticker = ticker;
        limits = judges.limits();
        mysql = judges.mysql();
        toServer = judges.open(info, Direction.TO_SERVER);
        toClient = judges.open(info, Direction.TO_CLIENT);
    }

    @Override
    public FlowInfo flow() {
        return info;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public MysqlInspection mysql() {
        return mysql;
    }

    @Override
    public Passage passage() {
        return passage;
    }

    @Override
    public Judge judge(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    @Override
    public Judge newJudge(Direction direction) {
        var judge = judges.open(info, direction);
        more.add(judge);
        return judge;
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public boolean reads(Direction direction) {
        return sides.of(direction).reading;
    }

    /** Ends every judge, also where one of them fails. */
    void endJudges() {
        try {
            toServer.end();
        } finally {
            try {
                toClient.end();
            } finally {
                more.forEach(Judge::end);
            }
        }
    }
}
