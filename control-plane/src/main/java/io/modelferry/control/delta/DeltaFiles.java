package io.modelferry.control.delta;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.control.registry.VersionDeleted;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** A delta needs its own file, what it starts from and what it makes; with a deleted version its deltas go. */
@Component
class DeltaFiles implements ArtifactHolder {

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
                .param("among", among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) -> held.putIfAbsent(new ArtifactDigest(row.getString(1)), row.getString(2)))
                .list();
        return held;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(VersionDeleted deleted) {
        jdbc.sql("delete from delta_pair where base = any(:files) or target = any(:files)")
                .param(
                        "files",
                        deleted.files().stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .update();
    }
}
