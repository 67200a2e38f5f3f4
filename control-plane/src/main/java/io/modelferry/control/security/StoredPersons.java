package io.modelferry.control.security;

import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A token is written down with the people behind it when it is made, and stays so: what it did may be approved later. */
@Component
class StoredPersons implements Persons {

    private final JdbcClient jdbc;

    StoredPersons(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<String> behind(String actor) {
        if (!actor.startsWith(BearerFilter.TOKEN)) {
            return Set.of(actor);
        }
        var makers = jdbc.sql("SELECT person FROM api_token_person WHERE name = ?")
                .param(actor.substring(BearerFilter.TOKEN.length()))
                .query(String.class)
                .set();
        return makers.isEmpty() ? Set.of(actor) : Set.copyOf(makers);
    }

    /** A token of this name is there, made by these. */
    void remember(String token, Set<String> people) {
        people.forEach(
                person -> jdbc.sql("INSERT INTO api_token_person (name, person) VALUES (?, ?) ON CONFLICT DO NOTHING")
                        .params(token, person)
                        .update());
    }
}
