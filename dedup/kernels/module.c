/* dedup.kernels._kernels: the hot loops of dedup. */
#include "kernels.h"

#define INTERFACE 1  /* counted up with every change of a function's arguments or results */

static int module_exec(PyObject *module)
{
    PyObject *reader = PyType_FromModuleAndSpec(module, &reader_spec, NULL);
    if (!reader)
        return -1;
    int failed = PyModule_AddObjectRef(module, "Reader", reader);
    Py_DECREF(reader);
    failed = failed || PyModule_AddIntConstant(module, "INTERFACE", INTERFACE);
    return failed || PyModule_AddFunctions(module, signature_methods) ? -1 : 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_kernels",
    .m_doc = "Compiled forms of the hot loops.",
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__kernels(void)
{
    return PyModuleDef_Init(&definition);
}
