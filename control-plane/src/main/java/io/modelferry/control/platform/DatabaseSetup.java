package io.modelferry.control.platform;

import java.security.SecureRandom;
import java.util.Base64;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which PostgreSQL the rooms talk to: the embedded one unless {@code modelferry.database.url} names another. */
@Configuration(proxyBeanMethods = false)
class DatabaseSetup {

    private static final String PASSWORD = "postgres-password";

    @Bean
    @ConditionalOnExpression("'${modelferry.database.url:}'.isBlank()")
    EmbeddedPostgres embeddedPostgres(DataFolder data, ModelferryConfiguration configuration, SecureRandom random) {
        var password = data.readSecret(PASSWORD).orElseGet(() -> generate(data, random));
        return EmbeddedPostgres.start(
                data.folder("postgres"), password, configuration.database().embeddedPort());
    }

    @Bean
    JdbcConnectionDetails connectionDetails(
            ModelferryConfiguration configuration,
            org.springframework.beans.factory.ObjectProvider<EmbeddedPostgres> embedded) {
        var database = configuration.database();
        if (!database.embedded()) {
            return new Connection(database.url(), database.username(), database.password());
        }
        var postgres = embedded.getObject();
        return new Connection(postgres.jdbcUrl(), EmbeddedPostgres.USER, postgres.password());
    }

    private static String generate(DataFolder data, SecureRandom random) {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        data.writeSecret(PASSWORD, password);
        return password;
    }

    private record Connection(String url, String user, String secret) implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return url;
        }

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public String getPassword() {
            return secret;
        }
    }
}
