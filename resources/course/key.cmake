# Makes the signing key of this build tree, once.
if(NOT EXISTS ${KEYS}/understudy.key)
  execute_process(COMMAND ${TOOL} keygen -W --out ${KEYS} COMMAND_ERROR_IS_FATAL ANY)
endif()
