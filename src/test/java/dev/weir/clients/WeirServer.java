package dev.weir.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One server for all tests of a class. Its constructor is handed what it asks for: the {@link
 * ServerProcess}, {@link WeirCalls} of the administrator, an {@link HttpApi}, an {@link ApiCaller},
 * or the {@link java.nio.file.Path} in which the calls are made.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RunningServer.class)
public @interface WeirServer {
  /** More flags of {@code weir serve}. */
  String[] value() default {};
}
