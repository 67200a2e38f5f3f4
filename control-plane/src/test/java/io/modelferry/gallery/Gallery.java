package io.modelferry.gallery;

import static org.springframework.security.config.Customizer.withDefaults;

import io.modelferry.control.platform.ModelferryConfiguration;
import io.modelferry.control.security.InMemoryOperators;
import io.modelferry.control.security.Role;
import io.modelferry.control.security.SignOut;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Starts the console over invented rooms on a loopback port: {@code java … io.modelferry.gallery.Gallery --server.port=8099}. */
@SpringBootConfiguration
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
        })
@ComponentScan({"io.modelferry.control.console", "io.modelferry.gallery"})
@EnableMethodSecurity
@EnableConfigurationProperties(ModelferryConfiguration.class)
public class Gallery {

    public static void main(String[] args) {
        SpringApplication.run(Gallery.class, args);
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/login", "/assets/**", "/webjars/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage("/login").permitAll())
                .logout(withDefaults())
                .build();
    }

    @Bean
    InstantSource clock(Story story) {
        return () -> story.ago(Duration.ZERO);
    }

    @Bean
    SignOut signOut() {
        return operator -> Optional.empty();
    }

    @Bean
    InMemoryOperators operators() {
        return new InMemoryOperators(Map.of("admin", Set.of(Role.ADMIN), "vera", Set.of(Role.VIEWER)));
    }
}
