package io.modelferry.control.security;

import io.modelferry.control.platform.DataFolder;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The CA of this data folder, and how passwords are kept. */
@Configuration(proxyBeanMethods = false)
class SecuritySetup {

    @Bean
    FleetCa fleetCa(DataFolder data, InstantSource clock, SecureRandom random) {
        return new FleetCa(data.folder("keys"), clock, random);
    }

    /** Argon2id, 16 MiB, 2 passes. */
    @Bean
    PasswordEncoder passwordEncoder() {
        return Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    }
}
