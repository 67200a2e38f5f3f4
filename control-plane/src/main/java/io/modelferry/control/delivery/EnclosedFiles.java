package io.modelferry.control.delivery;

import io.modelferry.control.registry.ArtifactHolder;
import io.modelferry.protocol.ArtifactDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a mailbox encloses, its device may fetch at any moment. */
@Component
class EnclosedFiles implements ArtifactHolder {

    private final JdbcClient jdbc;

    EnclosedFiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<ArtifactDigest, String> holds(Collection<ArtifactDigest> among) {
        var held = new HashMap<ArtifactDigest, String>();
        jdbc.sql("""
                        select file, count(*) from delivery_mailbox, unnest(enclosures) as enclosed (file)
                        where file = any(?) group by file""")
                .param(among.stream().map(ArtifactDigest::hex).toArray(String[]::new))
                .query((row, number) ->
                        held.put(new ArtifactDigest(row.getString(1)), "enclosed in mailboxes: " + row.getLong(2)))
                .list();
        return held;
    }
}
