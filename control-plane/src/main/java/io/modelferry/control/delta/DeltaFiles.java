package io.modelferry.control.delta;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.tombstone.VersionDeleted;
import io.modelferry.control.registry.tombstone.VersionHolder;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A delta needs its own file, what it starts from and what it makes; with a deleted version its deltas go. */
@Component
class DeltaFiles implements ArtifactHolder, VersionHolder {

    private final JdbcClient jdbc;

    DeltaFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("""
                        select file, why from delta_pair,
                            lateral (values (delta, 'a delta'), (base, 'base of a delta'), (target, 'result of a delta')) as role (file, why)
                        where status in ('READY', 'PENDING') and file = any(:among)
                          and (base = any(:among) or target = any(:among) or delta = any(:among))""")
                .param("among", hex(among))
                .query((row, number) -> held.putIfAbsent(new ArtifactDigest(row.getString(1)), row.getString(2)))
                .list();
        return held;
    }

    /** Only while one is being computed: who needs a ready delta are the devices that shall apply it. */
    @Override
    public List<Hold> holds(ModelName model, VersionName version, Set<ArtifactDigest> files) {
        var pending = jdbc.sql("""
                        select count(*) from delta_pair
                        where status = 'PENDING' and (base = any(:files) or target = any(:files))""").param("files", hex(files)).query(Long.class).single();
        return pending == 0
                ? List.of()
                : List.of(new Hold(Kind.DELTA, "deltas from or to it are still being computed: " + pending));
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionDeleted deleted) {
        jdbc.sql("delete from delta_pair where base = any(:files) or target = any(:files)")
                .param("files", hex(deleted.files()))
                .update();
    }

    private static String[] hex(Collection<ArtifactDigest> files) {
        return files.stream().map(ArtifactDigest::hex).toArray(String[]::new);
    }
}
