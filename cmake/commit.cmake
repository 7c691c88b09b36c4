# Run at every build: writes OUTPUT from the commit of SOURCE_DIR, touching it only when that changed.
execute_process(COMMAND git --no-optional-locks rev-parse --short=12 --verify HEAD
                WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE commit
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  set(commit "")
endif()
file(CONFIGURE OUTPUT ${OUTPUT}
     CONTENT "#define GIBBSIGHT_COMMIT \"${commit}\"\n")
