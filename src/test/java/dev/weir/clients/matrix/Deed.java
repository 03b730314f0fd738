package dev.weir.clients.matrix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * What a client does with a registry, once over plain HTTP and once over TLS. The method's name is
 * the deed's: {@code docs/clients.md} lists it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "over {0}", autoCloseArguments = false)
@ArgumentsSource(Sites.class)
@interface Deed {}
